"""`python -m audit`."""

import os
import sys

import audit

if __name__ == "__main__":
    # Python looks for modules in the working directory first, which may hold anybody's data; if
    # this package is not from there, nothing needs to be.
    if not sys.flags.safe_path and audit.__path__[0] != f"{sys.path[0]}{os.sep}audit":
        del sys.path[0]

    from audit.cli import main

    main()
