"""A study to make reports of, and a browser to open them in.

A test module takes the fixtures by naming them: `opened = browser.opened`, and with it `chromium`.
Tests that need the browser are skipped with the reason where there is none, except where CI is
set, when they fail: there it is installed on purpose.
"""

import os
import random
import re
import shutil
from functools import partial

import pytest

from scr_mine import counting, gathering, themes
from scr_mine.records import Evidence, Review, TaggedPassage

NAMES = ("chromium", "chromium-browser", "google-chrome")
ROLES = ("narrative", "finding", "recommendation", "good-practice", "context")
ASKS = ("must train all staff in", "should audit", "should review its policy on", "must share")
WORDS = re.findall(
    r"\w+",
    "visit school health record worry plan family meeting bruise nurse letter house worker week "
    "father cot grandmother absence referral call morning chart parent carer boy girl clinic door",
)


def reviews(number=14):
    """Local reviews of three boards and national ones, over the years."""
    boards = ("Aldermere", "Brackenfell", "Kelderby")
    return [
        Review(
            review_id=f"case-{n}",
            board=f"{boards[n % 3]} Safeguarding Children Partnership" if n % 3 else None,
            label=f"Child {n}",
            year=2008 + n % 15 if n != 5 else None,
            scope="national" if n % 3 == 0 else "local",
            nation=("England", "Wales")[n % 5 == 0],
            kind=("scr", "lcspr", "cpr")[n % 3],
            files=(f"case-{n}.pdf",),
        )
        for n in range(number)
    ]


def passages(found, codebook, *, each=24, seed=5):
    """Made-up passages: the words mean nothing, and no two agree unless they should."""
    dice, made = random.Random(seed), []
    for review in found:
        for n in range(each):
            role = ROLES[dice.randrange(len(ROLES))]
            words = [dice.choice(WORDS) for _ in range(dice.randrange(9, 25))]
            text = f"On day {n * 31 + dice.randrange(30)} " + " ".join(words) + "."
            if role == "recommendation":
                text = f"The partnership {dice.choice(ASKS)} {text}"
            if n == each - 1:
                text, role = made[-1].text, made[-1].role
            marked = dice.sample(codebook.theme_ids, dice.choice((0, 1, 1, 2, 3)))
            chances = {t: round(dice.uniform(0.45, 0.99), 4) for t in marked}
            made.append(
                TaggedPassage(
                    id=f"{review.review_id}/{n}",
                    text=text,
                    role=role,
                    themes=tuple(sorted(marked, key=lambda t: -chances[t])),
                    probabilities=chances,
                    model="made-up@0.0.0",
                    review=review,
                    page=1 + n // 4,
                    paragraph=f"{1 + n // 6}.{1 + n % 6}",
                    start=n * 100,
                    document=review.files[0],
                    headings=("Findings",),
                    evidence=tuple(Evidence(theme=t, start=7, end=7 + len(t)) for t in marked),
                )
            )
    return made


def study_of(made, *, verdicts=True, **about):
    """The study of these passages, with everything that hangs on it."""
    codebook = themes.shipped()
    found = counting.counted(iter(made), codebook)
    judged = ("usable", "weak", "not to be automated")
    given = {t: judged[n % 3] for n, t in enumerate(codebook.theme_ids)} if verdicts else {}
    fields = gathering.About(verdicts=given, **about)
    return gathering.gathered(found, lambda: iter(made), codebook, fields)


def small_study(**about):
    """Fourteen reviews, made anew."""
    return study_of(passages(reviews(), themes.shipped()), **about)


def _missing(reason):
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and CI is set.")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium():
    """A headless Chromium that is installed on this machine."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        _missing("no Chromium is installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe():
    """The source of axe, which finds what keeps people out of a page."""
    try:
        import axe_playwright_python
    except ImportError:
        _missing("axe-playwright-python is not installed")
    from pathlib import Path

    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a page from a file; fails if it asks for anything else or complains."""
    contexts, trouble = [], []

    def open_page(content, *, wide=1440, high=900, script=True, **options):
        path = tmp_path / f"report-{len(contexts)}.html"
        path.write_bytes(content)
        context = chromium.new_context(
            viewport={"width": wide, "height": high}, java_script_enabled=script, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", partial(_asked, path.as_uri(), trouble))
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.goto(path.as_uri())
        if script:
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def _asked(own, trouble, request):
    if request.url.partition("#")[0] != own:
        trouble.append(f"asked for {request.url}")
