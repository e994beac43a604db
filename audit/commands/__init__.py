"""The commands: one module each, arguments → Config → work → exit code."""
