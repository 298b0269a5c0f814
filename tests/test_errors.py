"""What messages are made of: why a file could not be used, and what names there are instead."""

import errno

import pytest

from scr_mine.errors import among, cause, full


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file"), "there is no such file or folder"),
        (IsADirectoryError(errno.EISDIR, "Is a directory"), "it is a folder"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError(), "unknown reason"),
    ],
)
def test_what_a_system_says_is_put_in_plain_words(error, words):
    assert cause(error) == words
    assert full(error) == (words == "the disk is full")


def test_few_names_are_all_listed_and_of_many_the_nearest():
    many = [f"board-{n:02}" for n in range(30)]
    assert among("x", []) == "there are: none"
    assert among("x", ["a", "b"]) == "there are: a, b"
    assert among("Board-17", many).startswith("there are 30, the nearest: board-17, board-")
    assert among("x", many) == "there are 30, such as: board-00, board-01, board-02"
