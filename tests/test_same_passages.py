"""One and the same review in every format, by several producers, gives the same passages."""

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from corpus.tools import render, source
from scr_mine.read import read
from scr_mine.segment import segment

DATA = Path(__file__).parent / "data"
REVIEW = source.load(DATA / "one-review.md")
#: What stands on the pages beside the report, and must be in no passage.
FURNITURE = (
    "Page 1",
    "Illustrative composite",
    "cookies",
    "Share",
    "OFFICIAL",
    "Council tax",
    "....",
)
#: Produced from the same source by other programs; see data/README.md.
OTHERS = ("one-review-libreoffice.pdf", "one-review-slides-libreoffice.pdf")


def fold(passages):
    return [" ".join(p.text.split()) for p in passages]


def share_equal(found):
    wanted = fold(segment(source.document(REVIEW), "r"))
    matcher = SequenceMatcher(None, wanted, fold(found), autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return 2 * same / (len(wanted) + len(found))


def check(path):
    found = segment(read(path), "r")
    assert share_equal(found) >= 0.98, path.name
    shown = "\n".join(p.text for p in found)
    assert not [words for words in FURNITURE if words in shown]
    return found


@pytest.mark.parametrize("form", render.FORMS)
def test_every_format_gives_the_same_passages(form, tmp_path):
    path = tmp_path / f"review.{form}"
    render.render(REVIEW, form, path)
    found = check(path)
    numbers = [p.paragraph for p in found if p.text.startswith("A baby of that age")]
    assert numbers == ["3.1.2"]


@pytest.mark.parametrize(
    "style", [*render.STYLES, render.TWO_COLUMN, render.DRAFT], ids=lambda s: s.name
)
def test_every_layout_gives_the_same_passages(style, tmp_path):
    path = tmp_path / "review.pdf"
    render.render(REVIEW, "pdf", path, style=style)
    check(path)


@pytest.mark.parametrize("name", OTHERS)
def test_another_producer_gives_the_same_passages(name):
    check(DATA / name)


def test_the_reports_of_the_corpus_read_as_their_sources():
    corpus = DATA.parent.parent / "corpus"
    reports = [p for p in sorted((corpus / "reports").rglob("*")) if p.suffix not in ("", ".csv")]
    assert len(reports) == 8
    for path in reports:
        made = source.load(corpus / "sources" / f"{path.stem}.md")
        wanted = fold(segment(source.document(made), "r"))
        found = fold(segment(read(path), "r"))
        matcher = SequenceMatcher(None, wanted, found, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        assert 2 * same / (len(wanted) + len(found)) >= 0.98, path.name
