"""The commands that make tables, on tagged lines of fourteen invented reviews."""

import csv
import io
import json
from collections import defaultdict

import pytest
from click.testing import CliRunner

from scr_mine.commands.main import main

ROLES = ("finding", "recommendation", "narrative", "good-practice", "boilerplate")
TEXTS = (
    "Nobody rang the school when the boy stopped coming in the spring of that year.",
    "The police should tell the health visitor about every call to the house at night.",
    "The family moved to a second flat above the shop and the baby was born in June.",
)


def lines():
    """Passages of 8 local and 6 national reviews; every theme and role in a known pattern."""
    made = []
    for n in range(14):
        local = n < 8
        about = {
            "review_id": f"r{n:02}",
            "scope": "local" if local else "national",
            "year": 2010 + n,
            "kind": "scr" if n % 2 else "lcspr",
            "nation": "England",
        }
        for i in range(10):
            found = ["education"] if (local and i < 3) or i == 5 + n % 9 else []
            found += ["neglect"] if n % 3 == 0 and i in (2, 4) else []
            made.append(
                {
                    "id": f"r{n:02}/{i}",
                    "text": f"{TEXTS[i % 3]} Entry {n * 10 + i}.",
                    "role": ROLES[(n + i) % 5],
                    "themes": found,
                    "probabilities": dict.fromkeys(found, 0.5),
                    "model": "lexical@0.1.0",
                    "review": about,
                    "page": i + 1,
                }
            )
    return made


@pytest.fixture
def tagged(tmp_path):
    path = tmp_path / "tagged.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines()))
    return path


def invoke(*arguments, **options):
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)


def table(*arguments, **options):
    result = invoke(*arguments, "--format", "json", catch_exceptions=False, **options)
    assert result.exit_code == 0, result.stderr
    (made,) = json.loads(result.stdout)["tables"]
    cells = {(c["row"], c["column"]): c for c in made["cells"]}
    return made, cells


def present(view_roles, chosen=lambda review: True):
    """Reviews with each theme, counted again without any of the package's code."""
    marks = defaultdict(list)
    sizes = defaultdict(int)
    for line in lines():
        review = line["review"]
        if line["role"] not in view_roles or not chosen(review):
            continue
        sizes[review["review_id"]] += 1
        for theme in line["themes"]:
            marks[theme, review["review_id"]].append(line["id"])
    enough = defaultdict(set)
    for (theme, review), ids in marks.items():
        if len(ids) >= max(2, -(-3 * sizes[review] // 100)):
            enough[theme].add(review)
    return enough


LESSONS = {"finding", "recommendation", "good-practice"}
FEATURES = LESSONS | {"narrative"}


@pytest.mark.parametrize(("view", "roles"), [("lessons", LESSONS), ("features", FEATURES)])
def test_table_equals_a_recount(tagged, view, roles):
    _, cells = table("table", tagged, "--view", view, "--by", "scope")
    expected = present(roles)
    for theme in ("education", "neglect"):
        if (theme, "reviews") not in cells:
            assert (view, theme) == ("features", "education")
            continue
        assert cells[theme, "reviews"]["value"] == len(expected[theme])
        for scope, numbers in (("local", range(8)), ("national", range(8, 14))):
            there = expected[theme] & {f"r{n:02}" for n in numbers}
            assert cells[theme, scope]["value"] == len(there)
            assert cells[theme, scope]["of"] == len(numbers)


def test_a_table_of_chosen_reviews_equals_a_recount_and_says_which(tagged):
    made, cells = table("table", tagged, "--where", "scope=local", "--where", "year=2012-2015")
    expected = present(LESSONS, lambda r: r["scope"] == "local" and 2012 <= r["year"] <= 2015)
    assert made["n"] == 4
    assert cells["education", "reviews"]["value"] == len(expected["education"])
    assert "Only reviews with scope local and year 2012-2015." in made["footer"]


def test_the_rule_is_an_option(tagged):
    _, strict = table("table", tagged, "--support", "9", "--strength", "0.9")
    assert strict["education", "reviews"]["value"] == 0
    _, sure = table("table", tagged, "--support", "9", "--strength", "0.5")
    _, loose = table("table", tagged, "--support", "1", "--share", "0")
    marked = {line["review"]["review_id"] for line in lines()
              if "education" in line["themes"] and line["role"] in LESSONS}  # fmt: skip
    assert sure["education", "reviews"]["value"] == len(marked)
    assert loose["education", "reviews"]["value"] == len(marked)


def test_compare_gives_rates_and_a_sentence_and_never_pools_passages(tagged):
    made, cells = table("compare", tagged)
    expected = present(LESSONS)
    local = expected["education"] & {f"r{n:02}" for n in range(8)}
    assert cells["education", "local"]["value"] == len(local)
    assert cells["education", "words"]["value"].startswith(f"Found in {len(local)} of 8 local and ")
    assert made["n"] == 14


def test_compare_of_a_group_that_is_not_there_is_one_line(tagged):
    result = invoke("compare", tagged, "--groups", "local,regional")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "regional" in result.stderr
    assert result.stderr.count("\n") == 1


def test_picture_sets_one_review_beside_the_national_ones(tagged):
    made, cells = table("picture", "r00", tagged)
    assert made["n"] == 7
    assert cells["education", "others"]["of"] == 6
    unknown = invoke("picture", "r99", tagged)
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "r99" in unknown.stderr


def test_together_trend_repeats_and_published_come_in_every_format(tagged, tmp_path):
    for command in (
        ("together",),
        ("together", "--pairs"),
        ("trend", "--step", "5"),
        ("repeats",),
        ("published",),
        ("recommendations",),
        ("recommendations", "--agencies"),
        ("words",),
    ):
        for suffix in ("csv", "json", "md", "tex", "xlsx", "html"):
            out = tmp_path / f"out.{suffix}"
            result = invoke(*command, tagged, "-o", out, catch_exceptions=False)
            assert (result.exit_code, result.output) == (0, ""), command
            assert out.stat().st_size > 100
        assert invoke(*command, tagged).stdout.strip()


def test_together_equals_a_recount(tagged):
    _, cells = table("together", tagged)
    expected = present(LESSONS)
    both = expected["education"] & expected["neglect"]
    assert cells["education", "neglect"]["value"] == len(both)
    assert cells["education", "education"]["value"] == len(expected["education"])


def test_trend_equals_a_recount_and_flags_nothing_that_did_not_change(tagged):
    _, cells = table("trend", tagged, "--step", "5")
    expected = present(LESSONS)
    for first in (2010, 2015, 2020):
        years = {f"r{n:02}" for n in range(14) if first <= 2010 + n < first + 5}
        column = next(c for (r, c) in cells if r == "education" and c.startswith(str(first)))
        assert cells["education", column]["value"] == len(expected["education"] & years)


def test_recommendations_are_counted_by_who_is_asked(tagged):
    _, cells = table("recommendations", tagged, "--agencies")
    asked = {
        line["review"]["review_id"]
        for line in lines()
        if line["role"] == "recommendation" and "police should" in line["text"]
    }
    assert cells["any", "police"]["value"] == len(asked)
    chosen, _ = table("recommendations", tagged, "--where", "scope=national")
    assert chosen["n"] == 6


def test_recommendations_are_read_from_standard_input_as_well(tagged):
    _, piped = table("recommendations", "-", "--agencies", input=tagged.read_text())
    _, read = table("recommendations", tagged, "--agencies")
    assert piped == read


def test_words_that_differ_need_two_groups(tagged):
    result = invoke("words", tagged, "--groups", "local")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: --groups names two groups with a comma between, as in local,national.\n",
    )


def test_the_csv_of_a_word_in_context_holds_every_place(tagged):
    result = invoke("kwic", "health visitor", tagged, "--format", "csv", catch_exceptions=False)
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    places = {row["row"] for row in rows if row["column"] == "match"}
    assert len(places) == sum("health visitor" in line["text"] for line in lines())


def test_a_chosen_review_keeps_what_repeats_a_review_that_was_not_chosen(tmp_path):
    text = "Nobody rang the school when the boy stopped coming in the spring of that year."
    both = [
        {
            "id": f"{scope}/1",
            "text": text,
            "role": "finding",
            "themes": ["education"],
            "review": {"review_id": scope, "scope": scope},
        }
        for scope in ("national", "local")
    ]
    path = tmp_path / "both.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in both))
    _, cells = table("table", path, "--where", "scope=local")
    assert cells["education", "local"]["value"] == 1
    _, cells = table("table", path)
    assert cells["education", "reviews"]["value"] == 1
    made, _ = table("repeats", path)
    assert made["footer"][-1] == (
        "Most of local repeats national: if they are one report, give both files one review_id in "
        "reviews.csv."
    )
