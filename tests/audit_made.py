"""Small invented sets of tagged passages, and what a person says of them, to test the audit."""

from make import review, tagged

from scr_mine import themes
from scr_mine.audit import checked as checking
from scr_mine.audit import design as designs
from scr_mine.audit import gather, sample

BOOK = themes.shipped()
ROLES = ("finding", "recommendation", "good-practice")


def passages(*, local=6, national=5, size=12):
    """Every third passage marked with neglect, every fourth with education, every sixth a story."""
    found = []
    for scope, number in (("local", local), ("national", national)):
        for which in range(number):
            of = review(f"{scope}-{which}", scope=scope, year=2015, kind="scr")
            for at in range(size):
                marks = [t for t, step in (("neglect", 3), ("education", 4)) if at % step == 0]
                found.append(
                    tagged(
                        at,
                        of,
                        role="narrative" if at % 6 == 5 else "finding",
                        themes=marks,
                        probabilities={t: 0.9 if t in marks else 0.1 for t in BOOK.theme_ids},
                        start=100 * at,
                    )
                )
    return found


def truth(passage):
    """What a person says: of neglect marked in local reviews half is wrong; else as marked."""
    at = int(passage.id.rpartition("/")[2])
    marks = list(passage.themes)
    if passage.review.scope == "local" and at % 6 == 0:
        marks.remove("neglect")
    return passage.role, marks


def gathered(found, *, once="never"):
    return gather.gathered(lambda: iter(found), BOOK, where={}, once=once)


def design(found, *, n, by="scope", seed=1):
    population = gathered(found).population
    drawn = sample.draw(population, n=n, by=by, roles=ROLES, seed=seed)
    options = {"seed": seed, "by": by, "where": {}, "once": "never", "when": "2026-05-04T10:00:00"}
    return designs.design(population, drawn, BOOK, **options)


def lines(found, made, **fields):
    """The labels of a person who always tells the truth, for the passages drawn."""
    by_id = {p.id: p for p in found}
    for one in made.drawn:
        role, marks = truth(by_id[one.id])
        yield {"id": one.id, "role": role, "themes": marks, "coder": "Anna", **fields}


def checked(found, made, said=None):
    population = gathered(found).population
    said = lines(found, made) if said is None else said
    return checking.checked(said, population, made, BOOK, name="labels.jsonl")
