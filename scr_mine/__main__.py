"""`python -m scr_mine`: the same as `scr-mine`, where that is not on the path."""

import sys

from scr_mine.commands.main import main

if __name__ == "__main__":
    sys.exit(main(prog_name="scr-mine"))
