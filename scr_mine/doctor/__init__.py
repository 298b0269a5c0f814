"""Whether the main job can be done on this computer, found out by doing it in little.

Nothing is fetched and nothing is left behind.
"""

from scr_mine.doctor.checks import examine
from scr_mine.doctor.findings import Finding, State

__all__ = ["Finding", "State", "examine"]
