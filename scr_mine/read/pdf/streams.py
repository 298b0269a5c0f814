"""Whether the compressed streams of a PDF are bombs, found out before PDFium unpacks them."""

import re
import zlib
from pathlib import Path

from scr_mine.read.limits import MEGABYTE, Limits

#: Less than this is never too much; so packed streams of a thousandth of it are not looked at.
FROM_BYTES = 32 * MEGABYTE
#: Deflate packs no better than this.
MOST_TIMES = 1032
#: How far before its stream a dictionary may begin, and how much is unpacked at a time.
DICTIONARY, CHUNK = 2048, MEGABYTE
STREAM = re.compile(rb"(?<!end)stream\r?\n")
FLATE = re.compile(rb"/FlateDecode|/Fl\b")
#: Pictures are never unpacked here, and fonts are packed little.
OTHERS = re.compile(rb"/Image\b|/Length1\b|/FontFile")


def check(data: bytes, path: Path, limits: Limits) -> None:
    """Raise UnreadableFileError if a stream unpacks to far more than a page's drawing takes."""
    at = 0
    while match := STREAM.search(data, at):
        end = data.find(b"endstream", match.end())
        at = end if end > 0 else len(data)
        size = at - match.end()
        before = data[max(0, match.start() - DICTIONARY) : match.start()]
        head = before[before.rfind(b"obj") + 1 :]
        rounds = len(FLATE.findall(head))
        if not rounds or size * MOST_TIMES**rounds < FROM_BYTES or OTHERS.search(head):
            continue
        most = max(FROM_BYTES, limits.expansion * size)
        if _unpacks_beyond(data[match.end() : at], rounds, most):
            what = f"a stream in it unpacks to more than {limits.expansion} times its size"
            raise limits.exceeded(path, "expansion", what)


def _unpacks_beyond(packed: bytes, rounds: int, most: int) -> bool:
    """Whether a stream that was packed so many times over holds more than so many bytes."""
    for _ in range(rounds):
        unpacker, size = zlib.decompressobj(), 0
        kept: list[bytes] = []
        left = packed
        try:
            while left and not unpacker.eof:
                piece = unpacker.decompress(left, CHUNK)
                left = unpacker.unconsumed_tail
                size += len(piece)
                if size > most:
                    return True
                kept += [piece] if rounds > 1 else []
        except zlib.error:
            return False
        packed = b"".join(kept)
    return False
