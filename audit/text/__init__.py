"""Facts about text: pure functions, each over a whole column at once."""
