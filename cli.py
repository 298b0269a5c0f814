"""The command line of scr_mine: `python cli.py`. The commands are in `scr_mine/commands`."""

from scr_mine.__main__ import start

if __name__ == "__main__":
    start()
