"""The model card: what a model is, learnt from and good for, in words a board can read.

Headings follow the UK Algorithmic Transparency Recording Standard where it has one.
"""

from collections.abc import Iterator
from typing import Any

from scr_mine.themes import Codebook

MISSING = "[not measured]"


def as_markdown(header: dict[str, Any], codebook: Codebook) -> str:
    """The card of a model from its `model.json`; what was not measured is said to be so."""
    return "\n".join(
        [
            *_summary(header),
            *_use(),
            *_data(header),
            *_method(header),
            *_figures(header, codebook),
            *_limits(),
            "",
        ]
    )


def _summary(header: dict[str, Any]) -> Iterator[str]:
    yield f"# Model card: {header['name']} {header['version']}"
    yield ""
    yield "## Name and purpose"
    yield ""
    yield (
        "Reads passages of UK reviews of serious child safeguarding cases and marks each with "
        f"one of {len(header['roles'])} roles and any of {len(header['themes'])} lesson themes "
        f"(codebook {header.get('codebook', {}).get('version', MISSING)}), so that people can "
        "find and compare the passages. It works offline and keeps no data."
    )
    yield ""


def _use() -> Iterator[str]:
    yield "## How it may be used, and how not"
    yield ""
    yield "- To find passages to read, and to count in how many reviews a theme is mentioned."
    yield "- Not to decide anything about a child, a family, a worker or an agency."
    yield "- Not to say how common something is: reviews are not a sample of families."
    yield "- Not without a person: read the passages before a number is quoted."
    yield "- A tag is no finding of fact, and no tag is no finding that something was absent."
    yield ""


def _data(header: dict[str, Any]) -> Iterator[str]:
    training = header.get("training", {})
    yield "## Data"
    yield ""
    yield (
        f"Learnt from {training.get('passages', MISSING)} labelled readings of passages from "
        f"{training.get('reviews', MISSING)} reviews and documents, and from "
        f"{training.get('codebook_texts', MISSING)} texts of the codebook and statements "
        "written for it by a language model, which also wrote its word families."
    )
    yield ""
    yield str(header.get("provenance", MISSING))
    yield ""


def _method(header: dict[str, Any]) -> Iterator[str]:
    yield "## Method"
    yield ""
    yield (
        "Linear models over words, pairs of words, pieces of words, families of like words and "
        "the manner in which sentences begin. Probabilities are calibrated, and the threshold "
        "chosen, on reviews left out of training. Evaluation always splits by review."
    )
    thresholds = sorted(set(header["thresholds"].values()))
    yield ""
    yield f"Threshold: {', '.join(f'{value:.2f}' for value in thresholds)}."
    yield ""


def _figures(header: dict[str, Any], codebook: Codebook) -> Iterator[str]:
    yield "## How well it does"
    yield ""
    held = header.get("held_out")
    if not held:
        yield f"On held-out reviews: {MISSING}"
        return
    yield (
        f"On {held['passages']} passages of {held['reviews']} held-out reviews "
        "(value, 95% interval over reviews)."
    )
    yield ""
    yield "| figure | value | interval |"
    yield "| --- | ---: | --- |"
    for key, name in (
        ("micro_f1", "themes, micro F1"),
        ("macro_f1", "themes, macro F1"),
        ("role_accuracy", "role accuracy"),
        ("untagged", "passages without a theme left untagged"),
        ("presence_f1", "themes present in a review, F1"),
    ):
        value, low, high = held[key]
        yield f"| {name} | {value:.2f} | {low:.2f} to {high:.2f} |"
    yield f"| ... saying every theme of every review | {held['presence_always']:.2f} | |"
    yield f"| calibration error | {held['calibration_error']:.3f} | |"
    yield f"| indicator keywords alone, micro F1 | {held['keyword_micro_f1']:.2f} | |"
    yield ""
    yield "| theme | passages | precision | recall | F1 | verdict |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for theme in codebook.themes:
        row = held["themes"].get(theme.id)
        if row:
            numbers = " | ".join(f"{row[k]:.2f}" for k in ("precision", "recall", "f1"))
            yield f"| {theme.label} | {row['positives']} | {numbers} | {row['verdict']} |"
    yield ""


def _limits() -> Iterator[str]:
    yield "## Limits and risks"
    yield ""
    yield "- It misses passages and marks some wrongly; how often depends on theme and writer."
    yield "- National reports read differently from local ones, and errors with them."
    yield "- It knows English only, and the words of UK reviews from about 2005 to 2025."
    yield "- Reports are about real children: its output quotes them and is as confidential."
