"""What standard output can show, on every system."""

import io
import sys


def show_everything() -> None:
    """Let no character that a code page lacks end a command.

    What goes to a file or another program is UTF-8, as every file that is written, whatever the
    system's own code page is. On a console that lacks a character, a question mark stands for it.
    """
    stream = sys.stdout
    # A notebook has a stream of its own there, and a program without a console has none.
    if not isinstance(stream, io.TextIOWrapper):
        return
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")
