"""What was found out about this computer, in words."""

from dataclasses import dataclass
from typing import Literal

from scr_mine.errors import ScrMineError

#: FAILS is what the main job needs; what is absent could be added, or is missing on this system.
State = Literal["works", "FAILS", "absent"]
#: So much of a reason is shown where a library gives it; our own are short.
_LONGEST = 120


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that works, fails or is absent; `text` is one line, `more` is (name, what for)."""

    state: State
    text: str
    more: tuple[tuple[str, str], ...] = ()


def failed(what: str, error: BaseException) -> Finding:
    """Something that fails, with the reason that was given, shortened."""
    reason = " ".join(str(error).split()) or type(error).__name__
    if len(reason) > _LONGEST and not isinstance(error, ScrMineError):
        reason = f"{reason[:_LONGEST].rstrip()} ..."
    end = "" if reason.endswith(".") else "."
    return Finding(state="FAILS", text=f"{what}: {reason}{end}")
