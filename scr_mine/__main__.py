"""`python -m scr_mine`, and what `scr-mine` starts."""

import sys


def start() -> None:
    """Run the command line; an interrupt while it is still being read in is no error either."""
    try:
        from scr_mine.commands.main import main

        main(prog_name="scr-mine")
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(1)


if __name__ == "__main__":
    start()
