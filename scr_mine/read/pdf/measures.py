"""What PDFium says of many characters at once: boxes, origins, sizes, fonts, directions.

A page has a thousand characters to be measured, so the functions are called without checks of
their arguments, in loops that run in C, and the numbers are taken over as arrays.
"""

import ctypes
import math
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: How many characters are measured at a time: few, so that making room costs a short file little.
ROOM = 256
#: Bytes of a double and of a matrix of six floats.
DOUBLE, MATRIX = 8, 24
#: Room for the name of a font: a PDF may give one of 127 bytes.
NAME = 128

Numbers = NDArray[np.float64]


def unchecked(name: str, result: Any, *arguments: Any) -> Any:
    """A function of PDFium that takes its arguments as they come, whole numbers and `byref`s.

    To check them against their types takes four fifths of a call's time. Where `arguments` are
    given, as must be for pointers that are numbers, they are converted to those types.
    """
    import pypdfium2.raw as raw

    checked = getattr(raw, name)
    function = type(checked)(ctypes.cast(checked, ctypes.c_void_p).value)
    function.restype = result
    if arguments:
        function.argtypes = arguments
    return function


class Measures:
    """Measurements of any number of characters, with memory that is used page after page.

    `page` is the page's text as PDFium refers to it (`of`), `indices` are of its characters.
    Coordinates are PDFium's own, y upwards, in points.
    """

    def __init__(self) -> None:
        self._box = unchecked("FPDFText_GetCharBox", ctypes.c_int)
        self._origin = unchecked("FPDFText_GetCharOrigin", ctypes.c_int)
        self._matrix = unchecked("FPDFText_GetMatrix", ctypes.c_int)
        self._size = unchecked("FPDFText_GetFontSize", ctypes.c_double)
        self._angle = unchecked("FPDFText_GetCharAngle", ctypes.c_float)
        self._object = unchecked("FPDFText_GetTextObject", ctypes.c_void_p)
        self._font = unchecked("FPDFText_GetFontInfo", ctypes.c_ulong)
        self._code = unchecked("FPDFText_GetUnicode", ctypes.c_uint)
        self._name, flags = ctypes.create_string_buffer(NAME), ctypes.c_int()
        self._name_refs = ctypes.byref(self._name), ctypes.c_ulong(NAME), ctypes.byref(flags)
        self._rows: Numbers = np.zeros((ROOM, 4))
        numbers = (ctypes.c_double * (4 * ROOM)).from_buffer(self._rows.data)
        self._edges = [
            [ctypes.byref(numbers, DOUBLE * (4 * i + k)) for i in range(ROOM)] for k in range(4)
        ]
        self._parts = (ctypes.c_float * (6 * ROOM))()
        self._matrices = [ctypes.byref(self._parts, MATRIX * i) for i in range(ROOM)]

    @staticmethod
    def of(handle: Any) -> Any:
        """A handle of PDFium as the functions take it without a check."""
        return ctypes.byref(handle.contents)

    def boxes(self, page: Any, indices: Sequence[int]) -> Numbers:
        """Left, right, bottom and top edge of each character: an array of n by 4."""
        return self._taken(self._box, page, indices, 4)

    def origins(self, page: Any, indices: Sequence[int]) -> Numbers:
        """x and y of each character's origin on its baseline: an array of n by 2."""
        return self._taken(self._origin, page, indices, 2)

    def _taken(self, call: Any, page: Any, indices: Sequence[int], count: int) -> Numbers:
        """So many numbers that a function gives of each character."""
        found = np.empty((len(indices), count))
        for at in range(0, len(indices), ROOM):
            some = indices[at : at + ROOM]
            # The calls' own results are of no use.
            deque(map(call, repeat(page), some, *self._edges[:count]), maxlen=0)
            found[at : at + ROOM] = self._rows[: len(some), :count]
        return found

    def sizes(self, page: Any, indices: Sequence[int]) -> list[float]:
        """The font size of each character as seen on the page, in points; 0 if unknown."""
        found: list[float] = []
        for at in range(0, len(indices), ROOM):
            some = indices[at : at + ROOM]
            known = list(map(self._matrix, repeat(page), some, self._matrices))
            parts = self._parts[: 6 * len(some)]
            scales = map(math.hypot, parts[2::6], parts[3::6])
            sizes = map(self._size, repeat(page), some)
            # Not the product itself where the matrix is that of another character.
            found += (a * b if c else 0.0 for a, b, c in zip(scales, sizes, known, strict=True))
        return found

    def size(self, page: Any, i: int) -> float:
        """The size of one character, as `sizes` gives it."""
        if not self._matrix(page, i, self._matrices[0]):
            return 0.0
        size: float = self._size(page, i)
        return math.hypot(self._parts[2], self._parts[3]) * size

    def angles(self, page: Any, indices: Sequence[int]) -> list[float]:
        """Direction of writing of each character in degrees, 0 to 360, anticlockwise."""
        return [-math.degrees(angle) % 360 for angle in map(self._angle, repeat(page), indices)]

    def fonts(self, page: Any, indices: Sequence[int]) -> list[bytes]:
        """The name of each character's font: asked for once for each object of text."""
        names: dict[int | None, bytes] = {}
        found = []
        for i, drawn in zip(indices, map(self._object, repeat(page), indices), strict=True):
            name = names.get(drawn)
            if name is None:
                length = self._font(page, i, *self._name_refs)
                name = names[drawn] = self._name.value if 0 < length <= NAME else b""
            found.append(name)
        return found

    def codes(self, page: Any, count: int) -> list[int]:
        """The code point of every character, as PDFium has it."""
        return list(map(self._code, repeat(page), range(count)))
