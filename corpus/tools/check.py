"""`python -m corpus.tools.check`: find faults in the sources, and say what the corpus is like.

Exit 1 if a source has a fault.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.tools.label import labelled
from corpus.tools.source import Source, SourceBlock, SourceError, load
from scr_mine import manifest
from scr_mine.records import KINDS, ROLES
from scr_mine.themes import Codebook, shipped

SOURCES = Path("corpus/sources")
PARTS = ("training", "heldout")
#: Longer paragraphs would be split by the segmenter (codebook, section 2).
LONGEST = 190
#: Characters beyond ASCII that reports use; anything else is more likely an accident.
EXTRA = frozenset("‘’“”–—…£é°½¼¾×")
#: Two passages whose runs of SHINGLE words overlap more than this are near-duplicates.
SHINGLE, NEAR = 5, 0.5


def load_all(folder: Path) -> tuple[list[Source], list[str]]:
    """The sources of a folder by file name, and what is wrong with them, a sentence each."""
    sources, found = [], []
    for path in sorted(folder.glob("*.md")):
        try:
            source = load(path)
        except SourceError as error:
            found.append(str(error))
            continue
        sources.append(source)
        found += faults(source)
    return sources, found


def faults(source: Source) -> list[str]:
    """Everything in a well-formed source that its readers could not use, a sentence each."""
    name = source.path.name
    found = [f"{name}: {fault}" for fault in _meta_faults(source)]
    for block in source.blocks:
        found += [f"{name}, line {block.line}: {fault}" for fault in _block_faults(block)]
    return found


def _meta_faults(source: Source) -> Iterator[str]:
    meta = source.meta
    if meta.id != source.path.stem:
        yield f"the id is '{meta.id}', not the name of the file."
    allowed = {
        "scope": manifest.SCOPES,
        "nation": manifest.NATIONS,
        "kind": KINDS,
        "part": PARTS,
    }
    for field, values in allowed.items():
        if getattr(meta, field) not in values:
            yield f"the {field} is '{getattr(meta, field)}', not one of {', '.join(values)}."


def _block_faults(block: SourceBlock) -> Iterator[str]:
    text = " ".join((*block.cells, block.text))
    strange = sorted({c for c in text if not c.isascii()} - EXTRA)
    if strange:
        yield f"holds {' '.join(strange)}, which is not among the characters used; type another."
    if "*" in text or "](" in text or "  " in text:
        yield "holds bold, italics, a link or a double space; write plain text."
    if len(text.split()) > LONGEST:
        yield f"has {len(text.split())} words; the most is {LONGEST}."
    if block.kind != "heading":
        yield from _label_faults(block)


def _label_faults(block: SourceBlock) -> Iterator[str]:
    if block.label is None:
        yield "has no label; add one at the end, such as {narrative}."
        return
    if block.label.role not in ROLES:
        yield f"the role is '{block.label.role}', not one of {', '.join(ROLES)}."
    known = shipped().theme_ids
    for theme in block.label.themes:
        if theme not in known:
            yield f"there is no theme '{theme}'."
    if len(set(block.label.themes)) < len(block.label.themes):
        yield "names a theme twice."
    if block.label.role == "boilerplate" and block.label.themes:
        yield "boilerplate has no themes (codebook, section 3)."


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _shingles(text: str, size: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def near_duplicates(texts: list[str]) -> list[tuple[int, int]]:
    """Pairs of texts whose runs of five words overlap by more than half (Jaccard)."""
    sets = [_shingles(text, SHINGLE) for text in texts]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, runs in enumerate(sets):
        for run in runs:
            holders[run].append(i)
    pairs = {pair for same in holders.values() for pair in combinations(same, 2)}
    return sorted(
        (a, b) for a, b in pairs if len(sets[a] & sets[b]) > NEAR * len(sets[a] | sets[b])
    )


def distinct_trigrams(texts: list[str]) -> float:
    """The share of a document's runs of three words that are different ones, 0 to 1."""
    runs = [tuple(words[i : i + 3]) for words in map(_words, texts) for i in range(len(words) - 2)]
    return len(set(runs)) / len(runs) if runs else 0.0


def silent(lines: list[dict[str, Any]], codebook: Codebook) -> dict[str, tuple[int, int]]:
    """By theme: positives without any of the theme's indicator phrases, and all positives."""
    found = {}
    for theme in codebook.themes:
        texts = [line["text"].casefold() for line in lines if theme.id in line["themes"]]
        plain = [t for t in texts if not any(i.casefold() in t for i in theme.indicators)]
        found[theme.id] = len(plain), len(texts)
    return found


def _describe_source(lines: list[dict[str, Any]]) -> str:
    texts = [line["text"] for line in lines]
    themes = Counter(theme for line in lines for theme in line["themes"])
    bare = sum(not line["themes"] for line in lines) / max(len(lines), 1)
    roles = Counter(line["role"] for line in lines)
    return (
        f"{lines[0]['doc']} ({lines[0]['part']}): {len(lines)} passages, {bare:.0%} without theme, "
        f"{len(themes)} themes, distinct trigrams {distinct_trigrams(texts):.2f}\n  "
        + ", ".join(f"{role} {roles[role]}" for role in ROLES)
        + "\n  "
        + ", ".join(f"{theme} {count}" for theme, count in themes.most_common())
    )


def _describe_all(lines: list[dict[str, Any]]) -> Iterator[str]:
    pairs = near_duplicates([line["text"] for line in lines])
    alike = {i for pair in pairs for i in pair}
    bare = sum(not line["themes"] for line in lines)
    yield f"\n{len(lines)} passages of {len({line['doc'] for line in lines})} sources"
    yield f"without theme: {bare / len(lines):.0%}"
    yield f"near-duplicates: {len(alike)} passages ({len(alike) / len(lines):.1%})"
    roles = Counter(line["role"] for line in lines)
    yield "roles: " + ", ".join(f"{role} {roles[role]}" for role in ROLES)
    yield f"\n{'theme':28}{'passages':>9}{'reviews':>9}{'no indicator':>14}"
    for theme, (plain, count) in silent(lines, shipped()).items():
        reviews = len({line["doc"] for line in lines if theme in line["themes"]})
        yield f"{theme:28}{count:>9}{reviews:>9}{plain / count if count else 0:>14.0%}"


def main() -> int:
    """Check every source and describe the corpus; 1 if there is a fault."""
    sources, found = load_all(SOURCES)
    broken = {fault.split(",")[0].split(":")[0] for fault in found}
    lines = []
    for source in sources:
        if source.path.name not in broken:
            own = labelled(source)
            lines += own
            print(_describe_source(own))
    if lines:
        print(*_describe_all(lines), sep="\n")
    print(*found, sep="\n", file=sys.stderr)
    return 1 if found or not sources else 0


if __name__ == "__main__":
    sys.exit(main())
