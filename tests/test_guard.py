import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import gathering
from scr_mine.records import Dropped, Evidence, ReadingReport
from scr_mine.report import guard, outputs
from scr_mine.tabulate.once.repeats import counted_once
from scr_mine.themes import Codebook, Family, Theme

NAME, BIRTH, PLACE, RING = "name", "date of birth", "address", "contact"

#: (text, kinds and the very words suspected)
SUSPECTED = [
    ("Mr Hartwell rang the duty team.", [(NAME, "Mr Hartwell")]),
    ("Mrs A. Corran told the review this.", [(NAME, "Mrs A. Corran")]),
    ("It was signed by Dr Osei-Bright.", [(NAME, "Dr Osei-Bright")]),
    ("The report of Dr H. Vantongeren was late.", [(NAME, "Dr H. Vantongeren")]),
    ("Mr and Mrs Larchwood were seen at home.", [(NAME, "Mr and Mrs Larchwood")]),
    ("Ms O’Brannigan’s file was closed.", [(NAME, "Ms O’Brannigan")]),
    ("Ms McTarrow's file was closed.", [(NAME, "Ms McTarrow")]),
    ("Prof. Anstruther-Pell chaired it.", [(NAME, "Prof. Anstruther-Pell")]),
    ("Cllr Eddowes asked why.", [(NAME, "Cllr Eddowes")]),
    ("PC Aldous sat on the stairs.", [(NAME, "PC Aldous")]),
    ("Detective Sergeant Alun Prewitt attended.", [(NAME, "Sergeant Alun Prewitt")]),
    ("Emma Hartwell was four.", [(NAME, "Emma Hartwell")]),
    ("A letter came from Karen Lathbury-Moss.", [(NAME, "Karen Lathbury-Moss")]),
    ("The file says JASMINE but Jasmine TARROWBY signed.", [(NAME, "Jasmine TARROWBY")]),
    ("Mohammed Al Tarrowi was not asked.", [(NAME, "Mohammed Al Tarrowi")]),
    ("Agnieszka Wyrembska worked nights.", [(NAME, "Agnieszka Wyrembska")]),
    ("Siobhan de Larrow signed it.", [(NAME, "Siobhan de Larrow")]),
    ("Liam Peter Ormsgill lived there.", [(NAME, "Liam Peter Ormsgill")]),
    ("Her partner, Zorban Trell, was there.", [(NAME, "Zorban Trell")]),
    ("A man named Brock Tolland called.", [(NAME, "Brock Tolland")]),
    ("His sister was Elowen Marrack.", [(NAME, "Elowen Marrack")]),
    ("Child P was born on 12 March 2009.", [(BIRTH, "12 March 2009")]),
    ("She was born at term on the 3rd of May 2014 in hospital.", [(BIRTH, "3rd of May 2014")]),
    ("DOB 12/03/2009", [(BIRTH, "12/03/2009")]),
    ("D.O.B.: 12.03.09", [(BIRTH, "12.03.09")]),
    ("Date of birth: 1 Jan 2010", [(BIRTH, "1 Jan 2010")]),
    ("Date of birth (2009-03-12) given.", [(BIRTH, "2009-03-12")]),
    ("He was born prematurely at 31 weeks on 9 June 2011.", [(BIRTH, "9 June 2011")]),
    ("Twin A (born March 12, 2009) cried.", [(BIRTH, "March 12, 2009")]),
    ("He lived at 14 Larch Road.", [(PLACE, "14 Larch Road")]),
    ("They moved to Flat 3, 22 Old Mill Lane, with a dog.", [(PLACE, "Flat 3, 22 Old Mill Lane")]),
    ("Police went to 7b Kestrel Close at noon.", [(PLACE, "7b Kestrel Close")]),
    ("Post goes to ZE9 9QQ now.", [(PLACE, "ZE9 9QQ")]),
    ("It is near SW1W 9ZZ.", [(PLACE, "SW1W 9ZZ")]),
    ("Ring 01632 960114 after six.", [(RING, "01632 960114")]),
    ("Her mobile is 07700 900123.", [(RING, "07700 900123")]),
    ("Call +44 20 7946 0018.", [(RING, "+44 20 7946 0018")]),
    ("Write to k.larch@example.org today.", [(RING, "k.larch@example.org")]),
    (
        "Mr Larch (born 2 May 1980) of 3 Elm Grove.",
        [(NAME, "Mr Larch"), (BIRTH, "2 May 1980"), (PLACE, "3 Elm Grove")],
    ),
]
NOT_SUSPECTED = [
    "Child P was seen at home with Mother and Baby T.",
    "Ms X told Mr Y and Dr Z that Adult 2 had left.",
    "Ms AB and Mr T2 were known to both boroughs.",
    "Family V, Siblings R and Young Person J are in this report.",
    "Mr A. Mother said that nobody asked.",
    "Both Mr Ls were seen.",
    "Mother’s Partner and Maternal Grandmother came to the Core Group.",
    "The Named Nurse and the Designated Doctor agreed.",
    "Working Together to Safeguard Children says so.",
    "Father. Later he came back.",
    "The Wexmoor Safeguarding Children Partnership met in March.",
    "Children’s Services and Victoria Hospital shared a form.",
    "Grace House and Charlotte Street are children’s homes.",
    "Martin House is a home for Older People.",
    "Dr and Health Visitor agreed a plan.",
    "With permission, Mr Speaker, I will make a statement.",
    "The Chair thanked Detective Inspector and Team Manager alike.",
    "The Hartwell Report and the Emma Hartwell Inquiry were read.",
    "As Emma Hartwell’s Law says, a parent may ask.",
    "Alex told Jamie that Robin was cold.",
    "A meeting was held on 12 March 2009.",
    "The pre-birth conference on 12 March 2009 was late.",
    "Before the birth a conference was held on 12 March 2009.",
    "He was born in March 2009.",
    "He was born in 2009; the first visit was on 3 May 2009.",
    "The stillbirth rate in 2009/10 was stated.",
    "See paragraph 4.12 and section 47 of the Act.",
    "The order is in 3 Crown Court rulings.",
    "The 2 Family Court orders lapsed.",
    "Of 14 Local Authority Way forward plans none was read.",
    "The bill was £14 High Road fees included.",
    "In 2019 Elm Road flooded.",
    "The form SS7 1 and the plan B12 were lost.",
    "There were 01632 boxes and 12345678901234 entries.",
    "Ring Childline on 0800 1111 or the police on 101.",
    "Ring 0300 123 4567 or 0808 800 5000.",
    "Write to info@example.org or safeguarding.team@example.org.",
    "The ratio was 1.5 and the score 24/30.",
    "",
]


@pytest.mark.parametrize(("text", "expected"), SUSPECTED, ids=lambda value: str(value)[:40])
def test_what_could_tell_who_a_person_is_is_suspected(text, expected):
    found = [(s.kind, text[s.start : s.end]) for s in guard.suspects(text)]
    assert found == expected


@pytest.mark.parametrize("text", NOT_SUSPECTED, ids=lambda value: value[:40] or "empty")
def test_letters_kinship_agencies_dates_and_public_lines_are_not_suspected(text):
    assert guard.suspects(text) == ()


@given(st.text(max_size=200))
def test_suspects_are_in_order_inside_the_text_and_apart(text):
    at = 0
    for suspect in guard.suspects(text):
        assert at <= suspect.start < suspect.end <= len(text)
        at = suspect.end


# --- a study -------------------------------------------------------------------------------------

CODEBOOK = Codebook(
    version="t",
    families=(Family(id="f", label="Family of themes", definition=""),),
    themes=tuple(
        Theme(
            id=name,
            label=name.title(),
            family="f",
            kind="case-feature",
            definition="",
            include="",
            exclude="",
            indicators=(),
        )
        for name in ("neglect", "injuries", "voice")
    ),
    roles=(),
    examples=(),
)
THEMES = CODEBOOK.theme_ids


def study(passages, reviews=(), **fields):
    passages = list(passages)
    found = counted_once(iter(passages), CODEBOOK)
    about = gathering.About(verdicts={}, **fields)
    return gathering.gathered(found, lambda: iter(passages), CODEBOOK, about)


def having(reviews, present):
    """Passages so that `present[theme]` holds the numbers of the reviews that have it."""
    for number, of in enumerate(reviews):
        for at, theme in enumerate(THEMES):
            themes = (theme,) if number in present[theme] else ()
            role = ("finding", "recommendation", "good-practice")[at]
            yield tagged(
                at,
                of,
                role=role,
                themes=themes,
                text=f"In review {number} the matter of {theme} is said in words number {at}.",
                probabilities=dict.fromkeys(themes, 0.9),
                evidence=tuple(Evidence(theme=t, start=0, end=2) for t in themes),
            )


def reviews_of(*fields):
    return [
        review(f"r{number}", scope=scope, kind=kind, year=year, board=board)
        for number, (scope, kind, year, board) in enumerate(fields)
    ]


TWELVE = reviews_of(
    *[("local", "scr", 2012, "Wexmoor")] * 4,
    *[("local", "lcspr", 2021, "Kelderby")] * 4,
    *[("national", "analysis", 2021, "Panel")] * 4,
)


def shown(table, row, column):
    found = next(r for r in table.rows if r.id == row)
    return found.cells[column].value, found.cells[column].note


def test_a_small_count_is_withheld_with_all_that_would_give_it_away():
    whole = study(having(TWELVE, {"neglect": {0, 1, 2, 3, 8}, "injuries": {0}, "voice": set()}))
    kept = guard.suppressed(whole, 3)
    why = "withheld: fewer than 3 here or beside it"
    assert kept.least == 3
    by_scope = kept.tables["lessons-by-scope"]
    assert shown(by_scope, "neglect", "reviews") == (5, "")
    assert shown(by_scope, "neglect", "local") == (None, why)
    assert shown(by_scope, "neglect", "national") == (None, why)
    assert shown(by_scope, "injuries", "reviews") == (None, why)
    assert shown(by_scope, "injuries", "local") == (None, why)
    assert shown(by_scope, "voice", "local") == (0, "")
    compared = kept.tables["lessons-compared-by-scope"]
    row = next(r for r in compared.rows if r.id == "neglect")
    assert {cell.value for cell in row.cells.values()} == {None}
    assert {cell.note for cell in row.cells.values()} == {why}


def test_no_table_of_the_suppressed_study_lists_passages_or_single_reviews():
    whole = study(having(TWELVE, {"neglect": set(range(9)), "injuries": {4}, "voice": {1}}))
    kept = guard.suppressed(whole, 3)
    for name, table in kept.tables.items():
        assert all(column.n is None or column.n >= 3 for column in table.columns), name
        for row in table.rows if name != "repeats" else ():
            assert all(not cell.passages for cell in row.cells.values())
            assert all(cell.strongest is None for cell in row.cells.values())
    assert [c.id for c in kept.tables["lessons"].columns] == ["verdict", "reviews"]
    for passage in kept.passages():
        assert passage.themes == () and passage.probabilities == {} and passage.evidence == ()
    assert not any(name.endswith(("-together", "-pairs")) or "-of-" in name for name in kept.tables)
    assert kept.missing["lessons-pairs"] == (
        "Left out: small counts could be worked out from the totals of themes and other pairs."
    )


def test_no_count_from_one_to_below_least_is_left_in_any_table():
    whole = study(having(TWELVE, {"neglect": {0, 1, 8, 9, 10}, "injuries": {0, 4}, "voice": {1}}))
    for least in (2, 3, 4, 5):
        for name, table in guard.suppressed(whole, least).tables.items():
            for row in table.rows:
                for column in table.columns:
                    cell = row.cells[column.id]
                    if column.measure == "reviews" and cell.value is not None:
                        assert not 0 < cell.value < least, (name, row.id, column.id)


def test_a_single_review_can_be_printed_with_all_its_counts_withheld():
    whole = study(having(TWELVE[:1], {"neglect": {0}, "injuries": set(), "voice": set()}))
    kept = guard.suppressed(whole, 3)
    assert {shown(kept.tables["lessons"], theme, "reviews")[0] for theme in THEMES} == {None}
    for suffix in outputs.FILES:
        assert outputs.render(kept, suffix)


def test_suppression_is_idempotent_and_below_two_changes_no_table():
    whole = study(having(TWELVE, {"neglect": {0, 8}, "injuries": {0, 4}, "voice": {1}}))
    once = guard.suppressed(whole, 3)
    assert guard.suppressed(once, 3).tables == once.tables
    assert guard.suppressed(whole, 1).tables == whole.tables
    assert guard.suppressed(whole, 0) == replace(whole, least=0)


def test_without_a_recommendation_in_enough_reviews_nothing_tells_in_how_many_there_is_one():
    passages = [
        tagged(1, of, role="recommendation" if n < 2 else "finding", text=f"Words of review {n}.")
        for n, of in enumerate(TWELVE)
    ]
    kept = guard.suppressed(study(passages), 3)
    table = kept.tables["recommendations-by-remedy"]
    assert shown(table, "any", "recommendations")[0] is None
    assert not any(line.startswith("Recommendations counted") for line in table.footer)
    assert all(p.role != "recommendation" for p in kept.passages())
    assert all("recommendation" not in sizes for sizes in kept.sizes.values())


def equations(tables, view, theme, reviews, fields):
    """(members, count) of every count of reviews shown of a theme, read from the tables alone."""
    whole = next(row for row in tables[view].rows if row.id == theme).cells["reviews"].value
    found = [] if whole is None else [(frozenset(range(len(reviews))), whole)]
    for field in fields:
        table = tables.get(f"{view}-by-{field}")
        for row in table.rows if table else ():
            for column in table.columns:
                value = row.cells[column.id].value
                if row.id == theme and column.measure == "reviews" and value is not None:
                    if column.id == "reviews":
                        members = [i for i, r in enumerate(reviews) if field != "year" or r.year]
                    else:
                        members = [i for i, r in enumerate(reviews) if group(r, field) == column.id]
                    assert column.n == len(members)
                    found.append((frozenset(members), value))
    return found


def group(of, field):
    if field == "period":
        first = (of.year or 0) - (of.year or 0) % 5
        return f"{first}-{first + 4}" if of.year else "not stated"
    return str(getattr(of, field) or "not stated")


def worked_out(fields):
    """Of how many withheld counts in made-up studies, and how many only one number would fit.

    Every way in which a theme could lie is tried against the tables by these fields.
    """
    rng = random.Random(7)
    withheld = found = 0
    for _ in range(50):
        choices = [("local", "national"), ("scr", "lcspr", "cpr"), (2012, 2013, 2021)]
        drawn = [[rng.choice(c) for c in choices] for _ in range(rng.randint(6, 11))]
        reviews = reviews_of(*[(*f, rng.choice(["Wexmoor", "Kelderby"])) for f in drawn])
        often, least = rng.choice([0.3, 0.6, 0.9]), rng.choice([3, 4])
        present = {t: {i for i in range(len(reviews)) if rng.random() < often} for t in THEMES}
        whole = study(having(reviews, present))
        kept = guard.suppressed(whole, least)
        for theme in THEMES:
            told = equations(kept.tables, "lessons", theme, whole.reviews, fields)
            truth = frozenset(
                i for i, r in enumerate(whole.reviews) if int(r.review_id[1:]) in present[theme]
            )
            fitting = list(fitting_counts(told, truth, whole.reviews, least, fields))
            withheld += len(fitting)
            found += fitting.count(1)
    return withheld, found


def fitting_counts(told, truth, reviews, least, fields):
    """How many numbers fit, for each count of reviews that should not be known."""
    assert all(len(members & truth) == count for members, count in told)
    # That all or none of a group have a theme says so of each of its reviews.
    known = {i for m, count in told if count in (0, len(m)) for i in m}
    every = (itertools.combinations(range(len(reviews)), k) for k in range(len(reviews) + 1))
    possible = [
        frozenset(chosen)
        for chosen in itertools.chain.from_iterable(every)
        if all(len(members.intersection(chosen)) == count for members, count in told)
    ]
    assert truth in possible
    groups = {
        frozenset(i for i, r in enumerate(reviews) if group(r, field) == group(one, field))
        for field in fields
        for one in reviews
    } | {frozenset([i]) for i in range(len(reviews))}
    for members in groups:
        if 0 < len(members & truth) < least and not members <= known:
            yield len({len(members & chosen) for chosen in possible})


@pytest.mark.parametrize("field", ["scope", "kind", "period", "board", "year"])
def test_a_small_count_cannot_be_worked_out_from_a_table_and_the_total(field):
    withheld, found = worked_out((field,))
    assert withheld > 200
    assert found == 0


def test_hardly_a_small_count_can_be_worked_out_from_five_tables_of_few_reviews_together():
    withheld, found = worked_out(("scope", "kind", "period", "board", "year"))
    assert withheld > 300
    assert found <= withheld / 200


@pytest.mark.parametrize("least", [3, 4, 5])
def test_a_count_of_recommendations_cannot_be_narrowed_down_by_its_total(least):
    texts = {
        "training": "All staff should be trained in the new procedure within a year.",
        "guidance": "The partnership should revise its policy on bruising at once.",
        "assurance": "The board should audit files each quarter and report on that.",
    }
    passages = [
        tagged(f"{n}-{kind}", of, role="recommendation", themes=("neglect",), text=f"{n}: {text}")
        for n, of in enumerate(TWELVE)
        for kind, text in texts.items()
        if n < {"training": 2, "guidance": 6, "assurance": 5}[kind]
    ]
    whole = study(passages)
    table = guard.suppressed(whole, least).tables["recommendations-by-remedy"]
    for row in table.rows:
        cells = {c.id: row.cells[c.id].value for c in table.columns}
        total = cells.pop("recommendations")
        hidden = [name for name, value in cells.items() if value is None]
        if total is not None and hidden:
            left = total - sum(value for value in cells.values() if value is not None)
            assert left <= (least - 1) * (len(hidden) - 1) + 1


def test_without_quotes_no_text_of_a_passage_is_anywhere():
    secret = "The kitchen had no food in it when the worker came on the Tuesday."
    passages = [
        tagged(n, of, themes=("neglect",), text=f"{secret} {n}", start=5, end=9)
        for n, of in enumerate(TWELVE)
    ]
    dropped = Dropped(what="running head", count=3, example=secret)
    report = ReadingReport(file="a.pdf", format="pdf", pages=1, dropped=(dropped,))
    quiet = guard.without_quotes(study(passages, readings=(report,)))
    assert not quiet.quotes
    seen = list(quiet.passages())
    assert len(seen) == 12
    assert all(p.text == "" and p.evidence == () and p.start is None for p in seen)
    assert all(p.themes == ("neglect",) for p in seen)
    assert secret[:20] not in repr(replace(quiet, passages=list))
    assert quiet.readings[0].dropped[0].count == 3
    assert guard.warnings(quiet) == ()


def test_no_table_of_a_study_holds_the_text_of_a_passage():
    passages = list(having(TWELVE, {"neglect": {0, 1}, "injuries": {1}, "voice": {2, 3}}))
    passages += [replace(passages[0], id="again")]
    made = study(passages)
    said = repr(made.tables)
    assert "repeats" in made.tables
    assert not any(p.text[:25] in said for p in passages)


def test_warnings_name_the_passage_and_what_is_suspected_but_none_of_its_words():
    of = review("wexmoor", files=("a.pdf",))
    made = study(
        [
            tagged(1, of, text="Mr Hartwell, DOB 12/03/2009, rang.", page=3, paragraph="4.2"),
            tagged(2, of, text="Nobody rang."),
            tagged(3, of, text="Write to ZE9 9QQ.", headings=("About Emma Hartwell",)),
        ]
    )
    assert guard.warnings(made) == (
        "wexmoor, page 3, para. 4.2 (name and date of birth; wexmoor/1)",
        "wexmoor (address; wexmoor/3)",
    )
    assert [(w.id, w.kinds) for w in guard.suspected(made)] == [
        ("wexmoor/1", (NAME, BIRTH)),
        ("wexmoor/3", (PLACE,)),
    ]


def test_the_guard_is_seldom_wrong_on_the_illustrative_passages():
    from pathlib import Path

    import jsonlines

    path = Path(__file__).parent.parent / "corpus" / "labels.jsonl"
    with jsonlines.open(path) as lines:
        passages = [line["text"] for line in lines]
    marked = sum(bool(guard.suspects(text)) for text in passages)
    # Eleven hold an invented name or date of birth on purpose.
    assert marked <= 2 * len(passages) / 1000
