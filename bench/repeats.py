"""How near is a repeat: found among changed copies of the corpus, by threshold.

    python bench/repeats.py [THRESHOLD ...]

6,000 passages of the corpus are changed as a second printing changes them (these are repeats) or in
what they say (these are not), and each pair is judged. Of the latter, all but the last exchange
words that the code has a list of, so they hold it to its word and measure no more; the last shows
what no list knows. Then the unchanged corpus is searched, in which by design hardly a passage is a
repeat; all that is found there is printed.
"""

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scr_mine.tabulate.once import likeness  # noqa: E402
from scr_mine.tabulate.once.folding import TELLING, Numbers  # noqa: E402

CORPUS = ("labels", "passages", "extracts")
THRESHOLDS = (0.6, 0.7, 0.75, 0.8, 0.9)
BANDS = ((8, 14), (15, 29), (30, 999))
SEED = 20
OR = "\0"
SENTENCES: list[str] = []
WHO = (
    "police", "school", "hospital", "health visitor", "midwife", "GP", "nursery", "social worker",
    "probation service", "housing department", "mental health trust", "mother", "father",
    "grandmother", "brother", "partner",
)  # fmt: skip

Change = Callable[[str, random.Random, list[str]], str | None]


def numbered(text: str, dice: random.Random, _: list[str]) -> str | None:
    """A number or a bullet before it, unless it begins with a number or a date."""
    if re.match(r"\W*(?:\d|[A-Z]\w+ \d)", text):
        return None
    head = dice.choice(("4.12 ", "Recommendation 3: ", "(iv) ", "• ", "R7. ", "12. ", "– "))
    return head + text


def set_otherwise(text: str, dice: random.Random, _: list[str]) -> str:
    """Other quotation marks, dashes, white space and case, the last full stop gone."""
    changed = text.replace("'", "’").replace(" - ", " – ").replace(", ", " , ").rstrip(".")
    return changed.upper() if dice.random() < 0.3 else changed.replace(" ", "\n", 2)


def hyphenated(text: str, dice: random.Random, _: list[str]) -> str | None:
    """A word broken as at the end of a line, or a hyphen left out."""
    if re.search(r"\w-\w", text) and dice.random() < 0.5:
        return re.sub(r"(\w)-(\w)", r"\1 \2", text, count=1)
    words = re.findall(r"[a-z]{8,}", text)
    if not words:
        return None
    word = dice.choice(words)
    return text.replace(word, f"{word[:4]}-{dice.choice(chr(10) + ' ')}{word[4:]}", 1)


def plural(text: str, dice: random.Random, _: list[str]) -> str | None:
    """One noun or verb with or without its last s."""
    words = re.findall(r"\b[a-z]{4,}\b", text)
    if not words:
        return None
    word = dice.choice(words)
    other = word[:-1] if word.endswith("s") else f"{word}s"
    return re.sub(rf"\b{word}\b", other, text, count=1)


def one_word(text: str, dice: random.Random, words: list[str]) -> str | None:
    """One word of four letters or more is another, none that tells a case."""
    return _swapped(text, dice, words, 1)


def two_words(text: str, dice: random.Random, words: list[str]) -> str | None:
    """Two words, far from one another or not."""
    return _swapped(text, dice, words, 2)


@cache
def telling(word: str) -> bool:
    """Whether it tells one case from another; those are exchanged apart."""
    return bool(Numbers()[word] & TELLING)


def _swapped(text: str, dice: random.Random, words: list[str], number: int) -> str | None:
    places = [m.span() for m in re.finditer(r"\b[a-z]{4,}\b", text) if not telling(m.group())]
    if len(places) < number:
        return None
    for start, end in sorted(dice.sample(places, number), reverse=True):
        text = text[:start] + dice.choice(words) + text[end:]
    return text


def sentence_added(text: str, dice: random.Random, _: list[str]) -> str:
    """A sentence of the corpus at its end."""
    return f"{text} {dice.choice(SENTENCES)}."


def other_date(text: str, dice: random.Random, _: list[str]) -> str | None:
    """Another day, year, age or number."""
    places = [m.span() for m in re.finditer(r"(?<![\d.])\d+(?![\d.])", text) if m.start() > 20]
    if not places:
        return None
    start, end = dice.choice(places)
    return text[:start] + str(int(text[start:end]) + dice.randint(1, 9)) + text[end:]


def other_day(text: str, dice: random.Random, _: list[str]) -> str:
    """Two rows of a chronology of different days."""
    days = dice.sample(range(1, 29), 2)
    month, year = dice.choice(("March", "Sept", "DEC")), dice.randint(2004, 2023)
    style = dice.choice(("{} {} {}: ", "{} {} {} | ", "{}. {} {}. ", "{} {} {} "))
    first, second = (style.format(day, month, year) for day in days)
    return f"{first}{text}{OR}{second}{text}"


def other_agency(text: str, dice: random.Random, _: list[str]) -> str | None:
    """The same asked of, or said of, another agency or person."""
    found = [w for w in WHO if re.search(rf"\b{w}\b", text)]
    if not found:
        return None
    word = dice.choice(found)
    other = dice.choice([w for w in WHO if w != word])
    return re.sub(rf"\b{word}\b", other, text, count=1)


def denied(text: str, _: random.Random, __: list[str]) -> str | None:
    """The opposite."""
    changed = re.sub(
        r"\b(was|were|did|had|is|are|should|could)\b(?! not)", r"\1 not", text, count=1
    )
    return changed if changed != text else None


def other_child(text: str, dice: random.Random, _: list[str]) -> str | None:
    """Another initial."""
    match = re.search(r"\b(?:Child|Baby|Adult|Young Person) ([B-HJ-Z])\b|\b([B-HJ-Z])'s\b", text)
    if not match:
        return None
    start, end = match.span(1 if match.group(1) else 2)
    return text[:start] + dice.choice([c for c in "BCDFG" if c != text[start]]) + text[end:]


def other_name(text: str, dice: random.Random, _: list[str]) -> str | None:
    """Another name of a person, place or service, which no list here knows: what is overlooked."""
    places = [m.span() for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", text)]
    places = [(a, b) for a, b in places if not telling(text[a:b])]
    if not places:
        return None
    start, end = dice.choice(places)
    return text[:start] + dice.choice(("Kelder", "Wexmoor", "Amber", "Ostermouth")) + text[end:]


SAME: tuple[Change, ...] = (
    numbered, set_otherwise, hyphenated, plural, one_word, two_words, sentence_added,
)  # fmt: skip
OTHER: tuple[Change, ...] = (other_date, other_day, denied, other_child, other_agency, other_name)


def texts() -> list[tuple[str, str]]:
    """(id, text) of all passages."""
    paths = [ROOT / "corpus" / f"{name}.jsonl" for name in CORPUS]
    lines = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    return [(line["id"], line["text"]) for line in lines]


def judged(pairs: list[tuple[str, str]], threshold: float) -> list[bool]:
    """Whether the two of each pair are alike."""
    found = likeness.Texts(threshold)
    for pair in pairs:
        for text in pair:
            found.add(text, 0)
    sets = found.sets()
    return [sets.alike(at, at + 1) for at in range(0, 2 * len(pairs), 2)]


def main() -> None:
    """Print a table for each threshold, and what is found in the corpus as it stands."""
    corpus = texts()
    words = [w for _, text in corpus for w in re.findall(r"\b[a-z]{4,}\b", text) if not telling(w)]
    dice = random.Random(SEED)
    SENTENCES.extend(s for _, text in corpus for s in text.split(". ") if 6 <= len(s.split()) <= 14)
    pairs: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for _, text in dice.sample(corpus, 6000):
        band = next((i for i, (a, b) in enumerate(BANDS) if a <= len(text.split()) <= b), None)
        for change in (*SAME, *OTHER):
            changed = change(text, dice, words) if band is not None else None
            if band is not None and changed:
                one, _, other = changed.rpartition(OR)
                pairs[change.__name__, band].append((one or text, other))
    for threshold in map(float, sys.argv[1:] or THRESHOLDS):
        print(f"\nthreshold {threshold}: share judged a repeat, by number of words (pairs)")
        for change in (*SAME, *OTHER):
            cells = []
            for band, (first, last) in enumerate(BANDS):
                of = pairs[change.__name__, band]
                share = sum(judged(of, threshold)) / max(1, len(of))
                cells.append(f"{first}-{last}: {share:6.1%} ({len(of)})")
            kind = "repeat    " if change in SAME else "no repeat "
            print(f"  {kind} {change.__name__:16} {'  '.join(cells)}")
    _search(corpus, min(THRESHOLDS))


def _search(corpus: list[tuple[str, str]], threshold: float) -> None:
    found = likeness.Texts(threshold)
    for place, (_, text) in enumerate(corpus):
        found.add(text, place)
    sets = found.sets()
    groups = sets.groups()
    print(f"\nin the corpus as it stands, from {threshold} on: {len(groups)} groups")
    for group in groups:
        for member, likeness_to_first in zip(
            group, sets.similarity([group[0]] * len(group), group), strict=True
        ):
            name, text = corpus[member]
            print(f"  {likeness_to_first:.2f} {name}: {text[:200]!r}")


if __name__ == "__main__":
    main()
