"""Addresses of shared storage: which words are such, what may be shown of them, why one fails."""

import re
from pathlib import Path
from typing import Any

#: A scheme of one letter would be a drive of Windows. A path object folds `//` into `/`.
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)
#: Stores of which the words before an @ name a container, not a person.
_CONTAINERS = frozenset({"abfs", "abfss", "az", "wasb", "wasbs"})
#: Schemes in which a question mark is no part of a file's name.
_QUERIED = frozenset({"http", "https"})
#: Schemes by which fsspec reads this machine's own disks.
ON_DISK = frozenset({"file", "local"})
#: Modules that come in a package of another name.
_PACKAGES = {"smbclient": "smbprotocol"}
_NO_FSSPEC = "what reads such addresses is not installed"
_GET_FSSPEC = "install fsspec here and on every worker (`scr-mine doctor` says how)"


def address_of(given: Path | str) -> str | None:
    """What was given, if it is an address such as `s3://bucket/folder`; None if it is a path."""
    # Elsewhere than on Windows both are the same.
    found = _ADDRESS.fullmatch(given.as_posix() if isinstance(given, Path) else given)
    if found is None or Path(given).exists():
        return None
    scheme = found[1].lower()
    slashes = ":///" if scheme in ON_DISK else "://"
    return f"{scheme}{slashes}{found[2]}"


def without_secrets(address: str, *, query: bool = False) -> str:
    """An address without user, password and, unless asked for, the query, which may be signed."""
    scheme, _, rest = address.partition("://")
    if scheme in _QUERIED and not query:
        rest = rest.partition("?")[0]
    host, slash, path = rest.partition("/")
    user, at, after = host.rpartition("@")
    if at and (scheme not in _CONTAINERS or ":" in user):
        host = after
    return f"{scheme}://{host}{slash}{path}"


def scheme_of(address: str) -> str:
    """What stands before `://`."""
    return address.partition("://")[0]


def why(error: BaseException, address: str) -> tuple[str, str]:
    """What is wrong with an address, and what to do, where a store raised this error.

    What the error says itself is not repeated: it may hold credentials.
    """
    scheme = scheme_of(address)
    if isinstance(error, ImportError):
        if (error.name or "").partition(".")[0] == "fsspec":
            return _NO_FSSPEC, _GET_FSSPEC
        return (
            f"what reads {scheme}:// is not installed",
            f"install {_package(error, scheme)} beside scr-mine, here and on every worker",
        )
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder", "check the address"
    if isinstance(error, PermissionError):
        return "access was refused", "check the address and your credentials"
    if isinstance(error, ValueError) and "rotocol" in str(error):
        return f"{scheme}:// is not a kind of storage that is known", "check the address"
    kind = type(error).__name__
    return f"it cannot be read ({kind})", "check the address, your credentials and the network"


def _package(error: ImportError, scheme: str) -> str:
    """The package whose absence fsspec reports in words, its reason being the module's absence."""
    cause: Any = error.__cause__ or error.__context__ or error
    module = str(getattr(cause, "name", None) or "").partition(".")[0]
    return _PACKAGES.get(module, module) or f"the package that fsspec uses for {scheme}"
