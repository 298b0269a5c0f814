"""A table that works out what it is asked for the first time, and then remembers it."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(dict[Key, Value]):
    """What `made` gives for each key; asking again costs no more than a dictionary does."""

    def __init__(self, made: Callable[[Key], Value]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._made(key)
        return value
