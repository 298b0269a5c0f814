"""Tagged lines of any number of made-up reviews, to measure on.

    python bench/make_tagged.py REVIEWS [--passages MEAN] [--seed N] [-o FILE]

The words are the corpus's own sentences with words exchanged, so that about two in three of their
three-word runs stand elsewhere too, as in real reports of one kind; the labels mean nothing. Seven
in a hundred passages of a review repeat another of it, five to fifteen a review are statutory text
that many have, and one review in a hundred is an earlier one under a second id.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scr_mine.themes import shipped  # noqa: E402

MEAN = 600
ROLES = ("narrative", "finding", "recommendation", "good-practice", "context", "boilerplate")
ROLE_SHARES = (0.42, 0.25, 0.09, 0.03, 0.06, 0.15)
#: How many themes a passage carries, from none on.
THEME_SHARES = (0.55, 0.27, 0.13, 0.05)
EXCHANGED, WITHIN, SECOND_ID, SHORT = 0.15, 0.07, 0.01, 0.08
STATUTORY, HEADS = 60, ("", "", "4.12 ", "Recommendation 3: ", "• ", "(iv) ")
SCOPES, NATIONS = ("local", "local", "local", "national"), ("england", "wales", "scotland", None)


class Writer:
    """Makes passages from the sentences of the corpus."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        lines = (ROOT / "corpus" / "labels.jsonl").open(encoding="utf-8")
        texts = [json.loads(line)["text"] for line in lines]
        parts = [s.split() for text in texts for s in text.replace("? ", ". ").split(". ")]
        self.sentences = [words for words in parts if 5 <= len(words) <= 45]
        self.words = [word for words in self.sentences for word in words]
        self.themes = shipped().theme_ids
        self.statutory = [self.text(45) for _ in range(STATUTORY)]

    def text(self, mean: float) -> str:
        """About `mean` words."""
        dice, words = self.dice, []
        wanted = max(3.0, dice.lognormvariate(0, 0.6) * mean * 0.6)
        while len(words) < wanted:
            words += dice.choice(self.sentences)
        for _ in range(max(2, round(EXCHANGED * len(words)))):
            words[int(dice.random() * len(words))] = dice.choice(self.words)
        return " ".join(words) + "."

    def short(self) -> str:
        """Two to seven words, as in a list."""
        words = self.dice.choice(self.sentences)
        return " ".join(words[: self.dice.randint(2, 7)])

    def printed_again(self, text: str) -> str:
        """The same as it stands in a summary or an appendix."""
        words = text.split()
        if self.dice.random() < 0.5:
            words[int(self.dice.random() * len(words))] = self.dice.choice(self.words)
        return self.dice.choice(HEADS) + " ".join(words)

    def texts(self, number: int) -> Iterator[str]:
        """The passages of one review."""
        made: list[str] = []
        for _ in range(number):
            chance = self.dice.random()
            if made and chance < WITHIN:
                yield self.printed_again(self.dice.choice(made))
            elif chance > 1 - 10 / number:
                yield self.printed_again(self.dice.choice(self.statutory))
            else:
                made.append(self.text(38) if chance > SHORT + WITHIN else self.short())
                yield made[-1]

    def lines(self, review: dict[str, Any], texts: list[str]) -> Iterator[dict[str, Any]]:
        """Tagged lines of these passages."""
        count, themes = len(texts), len(self.themes)
        chances = np.round(self.numbers.beta(0.3, 9, (count, themes)).clip(0, 0.49), 4)
        roles = self.numbers.choice(len(ROLES), count, p=ROLE_SHARES).tolist()
        carried = self.numbers.choice(len(THEME_SHARES), count, p=THEME_SHARES).tolist()
        sure = np.round(self.numbers.uniform(0.5, 1, (count, len(THEME_SHARES))), 4).tolist()
        for at, (text, row) in enumerate(zip(texts, chances.tolist(), strict=True)):
            probabilities = dict(zip(self.themes, row, strict=True))
            marked = self.dice.sample(self.themes, carried[at])
            probabilities.update(zip(marked, sure[at], strict=False))
            yield {
                "id": f"{review['review_id']}/{self.dice.getrandbits(40):010x}",
                "review": review,
                "document": review["files"][0],
                "start": at * 240,
                "end": at * 240 + len(text),
                "text": text,
                "kind": "paragraph",
                "page": 1 + at // 8,
                "paragraph": f"{1 + at // 20}.{1 + at % 20}",
                "headings": [f"{1 + at // 20} Analysis of practice", "What was known"],
                "stem": None,
                "role": ROLES[roles[at]],
                "role_probability": 0.8123,
                "themes": marked,
                "probabilities": probabilities,
                "evidence": [
                    {"theme": t, "start": n, "end": n + 12} for t in marked for n in (3, 31)
                ],
                "model": "made-up@0.0.0",
            }


def review(number: int, dice: random.Random) -> dict[str, Any]:
    """A review as a tagged line names it."""
    place, year = f"Area {number % 150}", dice.randint(2005, 2024)
    return {
        "review_id": f"area-{number % 150}-child-{number}",
        "board": f"{place} Local Safeguarding Children Board",
        "label": f"Child {number}",
        "year": year,
        "scope": dice.choice(SCOPES),
        "nation": dice.choice(NATIONS),
        "kind": "scr" if year < 2019 else "lcspr",
        "files": [f"{place}/child {number} overview report.pdf"],
        "source": None,
        "licence": None,
        "inferred": ["board", "label", "year", "kind"],
    }


def write(file: TextIO, reviews: int, *, mean: int = MEAN, seed: int = 1) -> int:
    """Write the tagged lines of so many reviews; returns how many passages there are."""
    writer = Writer(seed)
    before: list[str] = []
    count = 0
    for number in range(reviews):
        about = review(number, writer.dice)
        length = max(20, round(writer.dice.lognormvariate(-0.18, 0.6) * mean))
        again = before and writer.dice.random() < SECOND_ID
        texts = before if again else list(writer.texts(length))
        for line in writer.lines(about, texts):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        before, count = texts, count + len(texts)
    return count


def main() -> None:
    """Write to a file or to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reviews", type=int)
    parser.add_argument("--passages", type=int, default=MEAN, help="mean number a review")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", dest="path", type=Path)
    given = parser.parse_args()
    if given.path is None:
        write(sys.stdout, given.reviews, mean=given.passages, seed=given.seed)
    else:
        with given.path.open("w", encoding="utf-8") as file:
            write(file, given.reviews, mean=given.passages, seed=given.seed)


if __name__ == "__main__":
    main()
