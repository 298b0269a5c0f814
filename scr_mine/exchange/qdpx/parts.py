"""A project file opened with care: a zip that may be damaged or hostile.

Nothing is unpacked to disk, and of the names in the zip only those the project refers to are read.
"""

import io
import zipfile
import zlib

from scr_mine.errors import LabelsError
from scr_mine.inert import clean

#: Limits, of what is really read. 7,000 passages make 6 MB of XML at a ratio of 7; films and
#: pictures that a project may hold are not read.
MAX_ENTRIES = 50_000
MAX_PART_BYTES, MAX_READ_BYTES = 128 * 2**20, 512 * 2**20
MAX_RATIO, RATIO_FROM_BYTES = 200, 4 * 2**20
CHUNK = 2**18


class Parts:
    """The parts of a project file, read on request and within limits; names in any case."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name, self._read = name, 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise LabelsError(
                f"{name}: not a QDPX project, or damaged; export the project again."
            ) from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise self._too_much()
        self._entries = {entry.filename.replace("\\", "/").casefold(): entry for entry in entries}

    def _too_much(self) -> LabelsError:
        return LabelsError(
            f"{self.name}: it expands to far more data than a project holds; "
            "if you trust its source, remove what is not text from the project."
        )

    def project(self) -> bytes:
        """The part that holds the project."""
        found = [name for name in self._entries if name.endswith(".qde") and "/" not in name]
        data = self.bytes("project.qde" if "project.qde" in found else found[0]) if found else None
        if data is None:
            raise LabelsError(f"{self.name}: there is no project.qde in it; export it as QDPX.")
        return data

    def bytes(self, name: str) -> bytes | None:
        """A part's content, None if there is no such part."""
        entry = self._entries.get(name.casefold())
        if entry is None:
            return None
        chunks, size = list[bytes](), 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    inflated = size > MAX_RATIO * max(entry.compress_size, 1)
                    if (
                        size > MAX_PART_BYTES
                        or self._read + size > MAX_READ_BYTES
                        or (size > RATIO_FROM_BYTES and inflated)
                    ):
                        raise self._too_much()
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as bad:
            raise LabelsError(
                f"{self.name}: '{clean(entry.filename)}' in it is damaged or protected; "
                "export the project again."
            ) from bad
        self._read += size
        return b"".join(chunks)
