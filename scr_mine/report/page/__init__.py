"""The report as one page: every figure of a study with the passages behind it, in one file."""

from scr_mine.report.page.chosen import EVIDENCE
from scr_mine.study import Study


def as_html(study: Study, *, limit: int = EVIDENCE) -> bytes:
    """One HTML file that needs nothing else: no network, no other file, no installed program.

    It holds passages of `limit` bytes of text at most and says where there are more.
    """
    from scr_mine.report.page.building import built

    return built(study, limit).encode("utf-8")
