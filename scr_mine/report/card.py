"""The model card: what a model is, learnt from and good for, in words a board can read.

Headings follow the UK Algorithmic Transparency Recording Standard where it has one.
"""

from collections.abc import Iterator
from typing import Any

from scr_mine.themes import Codebook

MISSING = "[not measured]"
ENCODER = "MiniLM, six layers, fine-tuned on the same passages"


def as_markdown(header: dict[str, Any], codebook: Codebook) -> str:
    """The card of a model from its `model.json`; what was not measured is said to be so."""
    return "\n".join(
        [
            *_summary(header),
            *_use(),
            *_decisions(),
            *_data(header),
            *_method(header),
            *_figures(header, codebook),
            *_verdicts(header, codebook),
            *_limits(),
            "",
        ]
    )


def _section(title: str, *lines: str) -> Iterator[str]:
    yield from (f"## {title}", "", *lines, "")


def _summary(header: dict[str, Any]) -> Iterator[str]:
    yield from (f"# Model card: {header['name']} {header['version']}", "")
    yield "The headings are those of the UK Algorithmic Transparency Recording Standard (ATRS)."
    yield ""
    yield from _section(
        "Name and description (ATRS tier 1)",
        "Reads passages of UK reviews of serious child safeguarding cases and marks each with "
        f"one of {len(header['roles'])} roles and any of {len(header['themes'])} lesson themes "
        f"(codebook {header.get('codebook', {}).get('version', MISSING)}), so that people can "
        "find and compare the passages. It works offline and keeps no data.",
    )
    yield from _section(
        "Owner and phase",
        "Owner and senior responsible owner: [whoever publishes tables made with it enters their "
        "name here]. Phase: beta. Supplied as open-source software, without procurement; the "
        "supplier sees none of the reports.",
    )


def _use() -> Iterator[str]:
    yield from _section(
        "Rationale: how it may be used, and how not",
        "- To find passages to read, and to count in how many reviews a theme is mentioned.",
        "- Not to decide anything about a child, a family, a worker or an agency.",
        "- Not to say how common something is: reviews are not a sample of families.",
        "- Not without a person: read the passages before a number is quoted.",
        "- A tag is no finding of fact, and no tag is no finding that something was absent.",
    )


def _decisions() -> Iterator[str]:
    yield from _section(
        "Decision-making process and human oversight",
        "It takes no decision. Every number opens to the passages behind it, with the words that "
        "moved each mark, so that a person can check and correct them. Nothing is decided about "
        "anyone on its marks, so there is no appeal; a wrong mark is put right by correcting it.",
    )


def _data(header: dict[str, Any]) -> Iterator[str]:
    training = header.get("training", {})
    yield from _section(
        "Data",
        f"Learnt from {training.get('passages', MISSING)} labelled readings of passages from "
        f"{training.get('reviews', MISSING)} reviews and documents, and from "
        f"{training.get('codebook_texts', MISSING)} texts of the codebook and statements "
        "written for it by a language model, which also wrote its word families.",
        "",
        str(header.get("provenance", MISSING)),
        "",
        "In use it reads the reports it is given, on the user's own computer, and sends nothing "
        "anywhere.",
    )


def _method(header: dict[str, Any]) -> Iterator[str]:
    method = (
        "Linear models over words, pairs of words, pieces of words, families of like words and "
        "the manner in which sentences begin."
    )
    if "encoder" in header:
        method += (
            f" Their scores are mixed with those of a sentence encoder ({ENCODER}), which counts "
            f"{header['encoder']['share']:.0%}."
        )
    thresholds = sorted(set(header["thresholds"].values()))
    yield from _section(
        "Technical specification",
        f"{method} Probabilities are calibrated, and the threshold chosen, on reviews left out "
        "of training. Evaluation always splits by review.",
        "",
        f"Threshold: {', '.join(f'{value:.2f}' for value in thresholds)}.",
    )


def _figures(header: dict[str, Any], codebook: Codebook) -> Iterator[str]:
    yield "## Model performance"
    yield ""
    yield from _left_out(header)
    held = header.get("held_out")
    if not held:
        yield f"On held-out reviews: {MISSING}"
        yield ""
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
    yield "| theme | passages | precision | recall | F1 |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for theme in codebook.themes:
        row = held["themes"].get(theme.id)
        if row:
            numbers = " | ".join(f"{row[k]:.2f}" for k in ("precision", "recall", "f1"))
            yield f"| {theme.label} | {row['positives']} | {numbers} |"
    yield ""


def _left_out(header: dict[str, Any]) -> Iterator[str]:
    found = header.get("cross_validation")
    if found:
        yield (
            "On reviews that cross-validation left out (of the same making as those learnt from): "
            f"themes, micro F1 {found['micro_f1']:.2f}, macro F1 {found['macro_f1']:.2f}; role "
            f"accuracy {found['role_accuracy']:.2f}; passages without a theme left untagged "
            f"{found['untagged']:.2f}; calibration error {found['calibration_error']:.3f}."
        )
        yield ""


def _verdicts(header: dict[str, Any], codebook: Codebook) -> Iterator[str]:
    yield "## Verdict on each theme"
    yield ""
    verdicts = header.get("verdicts")
    if not verdicts:
        yield from (MISSING, "")
        return
    yield (
        "By the worse of two figures: on the reviews that cross-validation left out, and on the "
        "held-out reviews where these have enough passages. Usable: F1 of 0.60 or more; weak: 0.40 "
        "or more, read the passages before counting; not to be automated: below, for finding "
        "passages only; too little evidence: fewer than 20 passages of 5 reviews."
    )
    yield ""
    yield "| theme | F1 | verdict |"
    yield "| --- | ---: | --- |"
    for theme in codebook.themes:
        row = verdicts.get(theme.id)
        if row:
            more = f"; {row['lacking']} more passages to label" if row["lacking"] else ""
            yield f"| {theme.label} | {row['f1']:.2f} | {row['verdict']}{more} |"
    yield ""


def _limits() -> Iterator[str]:
    yield "## Risks, mitigations and limits"
    yield ""
    yield "- It misses passages and marks some wrongly; how often depends on theme and writer."
    yield "- National reports read differently from local ones, and errors with them."
    yield "- It knows English only, and the words of UK reviews from about 2005 to 2025."
    yield "- Reports are about real children: its output quotes them and is as confidential."
