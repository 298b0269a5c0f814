"""Word pieces as BERT's uncased models cut text, with where each piece's word begins.

Written out because the library for it brings a network client along. A word is lower-cased and
loses its accents, punctuation stands alone, and of each word the longest known piece is taken
first (Devlin et al. 2019, and the vocabulary published with the weights).
"""

import unicodedata
from collections.abc import Iterator, Sequence

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
#: Longer words are unknown as a whole.
LONGEST_WORD = 100
#: Stretches without a space remembered; forgotten all at once beyond this.
REMEMBERED = 100_000
#: Blocks of Chinese characters: each stands alone.
_CHINESE = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class WordPieces:
    """A vocabulary of pieces; a piece's number is its place in the list."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """`pieces` must hold `[CLS]`, `[SEP]` and `[UNK]`; raises KeyError otherwise."""
        self.pieces = tuple(pieces)
        self._number = {piece: i for i, piece in enumerate(self.pieces)}
        self.cls, self.sep = self._number[CLS], self._number[SEP]
        self._unknown = self._number[UNKNOWN]
        self._cut: dict[str, list[tuple[int, int]]] = {}

    def cut(self, text: str) -> tuple[list[int], list[int]]:
        """The numbers of a text's pieces, and for each the offset of the word it belongs to."""
        numbers: list[int] = []
        starts: list[int] = []
        at = 0
        for chunk in text.split():
            at = text.index(chunk, at)
            for number, start in self._of(chunk):
                numbers.append(number)
                starts.append(at + start)
            at += len(chunk)
        return numbers, starts

    def _of(self, chunk: str) -> list[tuple[int, int]]:
        found = self._cut.get(chunk)
        if found is None:
            if len(self._cut) > REMEMBERED:
                self._cut.clear()
            found = self._cut[chunk] = [
                (number, start) for start, word in _words(chunk) for number in self._longest(word)
            ]
        return found

    def _longest(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        numbers: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._number.get(("##" if start else "") + word[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            numbers.append(number)
            start = end
        return numbers


def _words(chunk: str) -> Iterator[tuple[int, str]]:
    """Words and marks of a stretch without spaces, normalised, and where each begins."""
    word, start = "", 0
    for i, char in enumerate(chunk):
        kind = unicodedata.category(char)
        if kind.startswith("C") or char == "\ufffd":
            continue
        if kind.startswith("P") or _ascii_mark(char) or _chinese(char):
            yield from _normal(word, start)
            word = ""
            yield from _normal(char, i)
            continue
        if not word:
            start = i
        word += char
    yield from _normal(word, start)


def _normal(word: str, start: int) -> Iterator[tuple[int, str]]:
    plain = "".join(
        char for char in unicodedata.normalize("NFD", word) if unicodedata.category(char) != "Mn"
    ).lower()
    if plain:
        yield start, plain


def _ascii_mark(char: str) -> bool:
    return char.isascii() and not char.isalnum()


def _chinese(char: str) -> bool:
    return char > "\u33ff" and any(low <= ord(char) <= high for low, high in _CHINESE)
