"""The command line of scr_mine: `python cli.py`. The commands are in `scr_mine/commands`."""

import sys

from scr_mine.commands.main import main

if __name__ == "__main__":
    sys.exit(main(prog_name="scr-mine"))
