"""Run the command line with ``python -m hui_reg``."""

from hui_reg.cli import main

if __name__ == "__main__":
    main()
