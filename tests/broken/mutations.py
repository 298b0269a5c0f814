"""Good files with seeded damage: cut, joined, under another name, bytes changed."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import PurePath

File = tuple[str, bytes]
Damage = Callable[[random.Random, bytes], bytes]
CUTS = (0.01, 0.3, 0.9, 0.999)


def files(good: Mapping[str, bytes], *, seed: int, each: int) -> Iterator[File]:
    """Damaged forms of good files: `each` random ones of every file, and all the regular ones."""
    chance = random.Random(seed)
    for name, data in good.items():
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        for share in CUTS:
            yield f"cut-{share:g}-{stem}{suffix}", data[: int(share * len(data))]
        yield f"begun-late-{stem}{suffix}", data[len(data) // 3 :]
        for n in range(each):
            kind, damage = list(DAMAGES.items())[n % len(DAMAGES)]
            yield f"{kind}-{n}-{stem}{suffix}", damage(chance, data)
        if suffix in {".docx", ".pptx"}:
            yield from _inside(chance, stem, suffix, data)
    for (one, first), (two, second) in combinations(good.items(), 2):
        if PurePath(one).suffix != PurePath(two).suffix:
            suffix = PurePath(two).suffix
            yield f"renamed-{PurePath(one).suffix[1:]}-as{suffix}", first
            yield f"joined-{PurePath(one).suffix[1:]}-and{suffix}", first + second
            yield f"joined-back-{PurePath(one).suffix[1:]}-and{suffix}", second + first


def _flipped(chance: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(1 + len(data) // 3000):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _cut_out(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2000) :]


def _swapped(chance: random.Random, data: bytes) -> bytes:
    size = max(1, len(data) // 20)
    a, b = sorted(chance.sample(range(0, len(data) - size, size), 2))
    return (
        data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b + size :]
    )


def _repeated(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 500)]
    return data[:start] + piece * 50 + data[start:]


def _emptied(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    size = min(4096, len(data) - start)
    return data[:start] + b"\0" * size + data[start + size :]


def _overwritten(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    size = min(chance.randrange(1, 300), len(data) - start)
    return data[:start] + chance.randbytes(size) + data[start + size :]


def _numbers(chance: random.Random, data: bytes) -> bytes:
    """The damage a writer does that counts wrongly: figures changed."""
    places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    found = bytearray(data)
    for at in chance.sample(places, min(40, len(places))):
        found[at] = 48 + chance.randrange(10)
    return bytes(found)


DAMAGES: dict[str, Damage] = {
    "flipped": _flipped,
    "cut-out": _cut_out,
    "swapped": _swapped,
    "repeated": _repeated,
    "emptied": _emptied,
    "overwritten": _overwritten,
    "numbers": _numbers,
}


def _inside(chance: random.Random, stem: str, suffix: str, data: bytes) -> Iterator[File]:
    """An Office file whole as a zip with damage in its parts, which a changed sum would hide."""
    for kind, damage in DAMAGES.items():
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
            for entry in old.infolist():
                part = old.read(entry)
                hit = part and entry.filename.endswith(".xml") and chance.random() < 0.5
                new.writestr(entry, damage(chance, part) if hit else part)
        yield f"inside-{kind}-{stem}{suffix}", stream.getvalue()
