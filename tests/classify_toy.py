"""A small codebook and small invented labelled passages for the tests of the classifier."""

from itertools import product
from pathlib import Path

from scr_mine import themes, tokenise
from scr_mine.classify.examples import Example
from scr_mine.records import Tokens

CODEBOOK = """
codebook_version = "9.9"
[[family]]
id = "all"
label = "All"
[[theme]]
id = "weather"
label = "Weather"
family = "all"
definition = "Rain, wind and snow."
include = "The passage is about storms."
indicators = ["heavy rain", "snow storm"]
[[theme]]
id = "music"
label = "Music"
family = "all"
definition = "Songs and instruments."
indicators = ["violin"]
[[role]]
id = "finding"
label = "Finding"
definition = "A judgement."
[[role]]
id = "recommendation"
label = "Recommendation"
definition = "What to do."
[[example]]
for = "weather"
text = "The gale took the roof."
role = "finding"
themes = ["weather"]
"""

_WEATHER = ("rain", "snow", "thunder", "hail", "fog", "wind")
_MUSIC = ("violin", "choir", "drum", "organ", "flute", "melody")
_OTHER = ("table", "ledger", "door", "carpet", "window", "ladder")
_PLACES = ("village", "harbour", "valley", "market", "bridge", "station")


def codebook(folder: Path) -> themes.Codebook:
    """The toy codebook, read as any themes file is."""
    path = folder / "toy.toml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return themes.load(path)


def tokens(text: str, lead: int = 0) -> Tokens:
    """One text, tokenised."""
    return next(tokenise.tokenise([(text, lead)]))


def example(
    text: str, themes_: tuple[str, ...], *, role: str = "finding", doc: str = "a"
) -> Example:
    """One labelled passage."""
    return Example(tokens=tokens(text), doc=doc, role=role, themes=themes_)


def examples() -> list[Example]:
    """Passages of six reviews, one a place, on either theme, both or none, in either role."""
    rows = []
    for place, i in product(_PLACES, range(len(_WEATHER))):
        weather, music, other = _WEATHER[i], _MUSIC[i], _OTHER[i]
        rows += [
            (f"The {weather} over the {place} was heavy and cold that night.", ("weather",), 0),
            (f"A {music} was heard and loved across the {place}.", ("music",), 0),
            (f"The {other} in the {place} had been painted.", (), 0),
            (f"Staff should prepare the {place} for {weather}.", ("weather",), 1),
            (f"Staff should buy a {other} for the {place}.", (), 1),
            (f"Neither {weather} nor {music} spared the {place}.", ("weather", "music"), 0),
        ]
        rows = [(*row[:3], place) if len(row) == 3 else row for row in rows]
    made = tokenise.tokenise((row[0], 0) for row in rows)
    roles = ("finding", "recommendation")
    return [
        Example(tokens=t, doc=place, role=roles[role], themes=marks)
        for t, (_, marks, role, place) in zip(made, rows, strict=True)
    ]
