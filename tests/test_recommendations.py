import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import CodebookError, InputError
from scr_mine.tabulate.asked.addressed import (
    addressed,
    load_agencies,
    load_remedies,
    remedy,
    shipped_agencies,
    shipped_remedies,
)
from scr_mine.tabulate.asked.recommendations import by_agency, recommendations

BOOK = themes.shipped()


def asked(text, *headings, stem=None):
    return addressed(text, headings, shipped_agencies(), stem=stem)


def kind(text, agencies=(), stem=None):
    return remedy(text, agencies, shipped_remedies(), stem=stem)


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("The police should tell schools the same day.", ["police"]),
        ("Police officers must speak to the child.", ["police"]),
        ("Recommendation 4: Children’s Social Care to review its form.", ["social-care"]),
        ("R2.Housing to accept her word.", ["housing"]),
        ("4.12 Wexmoor Council and the health board should share the cost.",
         ["social-care", "health"]),
        ("The council, with the partnership's other members, should meet.",
         ["social-care", "board"]),
        ("GPs, health visitors and CAMHS will ask about the father.",
         ["community-health", "primary-care", "mental-health"]),
        ("Where a child is moved, the placing authority should visit first.", ["social-care"]),
        ("The Board should be consulted, and the police must say why.", ["police"]),
        ("It is recommended that the Board commission training.", ["board"]),
        ("That hospitals write to the school nurse.", ["hospital"]),
        ("We ask the Home Office to set a time limit.", ["national"]),
        ("A search should be carried out by the probation service.", ["probation"]),
        ("Board: run joint sessions.", ["board"]),
        ("Recommendation for the police: a sergeant reads each form.", ["police"]),
        ("Recommendation 2 (Probation Service): a senior officer signs.", ["probation"]),
        ("3 | Ring the doctor on call. | Social care, police | Now", ["social-care", "police"]),
        ("12 | Share the messages with staff. | All | January", ["all"]),
        ("Write to every parent. Lead: Early help", ["early-help"]),
        ("All agencies should amend their forms.", ["all"]),
        ("Staff in adult services should ask about children.", ["adult"]),
        ("The Board should act. Schools should keep the file.", ["education", "board"]),
        ("Can the fire service say how it tells others?", ["other-agency"]),
    ],
)  # fmt: skip
def test_a_recommendation_is_addressed_to_the_one_who_is_asked(text, agencies):
    assert list(asked(text)) == agencies


@pytest.mark.parametrize(
    "text",
    [
        "Any child referred to the police should be seen the same day.",
        "The form used by schools should be shorter.",
        "Ask the school what he is like on Mondays.",
        "All children should be seen alone.",
        "A protocol between police and hospitals should be agreed.",
        "The Board should be told each month.",
        "Schools were closed. Practitioners should have visited.",
        "Who was in the house?",
        "",
    ],
)
def test_one_who_is_only_mentioned_is_not_asked(text):
    assert asked(text) == ()


@pytest.mark.parametrize(
    ("headings", "agencies"),
    [
        (["8 Recommendations", "For the police and their partners"], ["police", "all"]),
        (["Health visiting", "Ask yourself"], ["community-health"]),
        (["4.1 Finding 1. Nobody looked", "Questions for the Boards"], ["board"]),
        (["IX Recommendations", "To the Carrin Trust"], ["health"]),
        (["Recommendations for the Wexmoor Safeguarding Partnership"], ["board"]),
        (["For schools", "For the police"], ["police"]),
        (["Wexmoor Safeguarding Children Board", "8 Recommendations"], []),
        (["What schools knew of the family"], []),
        ([], []),
    ],
)
def test_the_nearest_heading_says_whom_where_the_text_does_not(headings, agencies):
    assert list(asked("See the child at home and alone.", *headings)) == agencies


def test_the_text_is_believed_before_the_heading():
    assert asked("Schools should ring home.", "For the police") == ("education",)


@pytest.mark.parametrize(
    ("stem", "text", "agencies"),
    [
        ("The Board should:", "commission one course for all.", ["board"]),
        ("Wexmoor Police and schools must", "meet every month.", ["police", "education"]),
        ("The Board should ensure that:", "Schools should keep the file.", ["board"]),
        ("4.2 It is recommended that the Board:", "writes to every parent.", ["board"]),
        ("To learn from this, the council will:", "write to every parent.", ["social-care"]),
        ("The police came late. The Board should therefore:", "ask why.", ["board"]),
        ("We ask the Home Office to:", "set a time limit.", ["national"]),
        ("For schools:", "Where did this baby sleep?", ["education"]),
        ("Questions for the Carrin Partnership:", "Who keeps count?", ["board"]),
        ("Each agency should:", "brief its staff.", ["all"]),
        ("In addition:", "The police should ring the school.", ["police"]),
        ("The panel recommends:", "Housing to accept her word.", ["housing"]),
    ],
)
def test_a_bullet_is_addressed_to_the_one_whom_its_stem_names(stem, text, agencies):
    assert list(asked(text, "For the fire service", stem=stem)) == agencies


@pytest.mark.parametrize(
    ("stem", "text", "agencies"),
    [
        ("No. | Police | Lead", "3 | Ring the doctor on call. | Schools | Now", ["education"]),
        ("Police | Schools", "See the child. | Today", ["other-agency"]),
        ("The Board should be told of:", "each death of a child.", ["other-agency"]),
        ("Any child referred to the police should:", "be seen at home.", ["other-agency"]),
        ("The form used by schools should:", "be shorter.", ["other-agency"]),
        ("Practitioners should:", "see the child alone.", ["other-agency"]),
        ("", "See the child alone.", ["other-agency"]),
        (None, "See the child alone.", ["other-agency"]),
    ],
)
def test_a_stem_that_asks_nobody_leaves_it_to_the_text_and_the_headings(stem, text, agencies):
    assert list(asked(text, "For the fire service", stem=stem)) == agencies


@pytest.mark.parametrize(
    ("stem", "text", "expected"),
    [
        ("Training should be given on:", "the early signs.", "training"),
        ("The Board should seek assurance that:", "staff are trained.", "assurance"),
        ("The Board should:", "commission training on neglect.", "training"),
        ("For managers:", "What is an ordinary day like?", "other"),
        ("Questions on training:", "What is an ordinary day like?", "other"),
        ("No. | Training should be | Lead", "1 | What is an ordinary day like? | All", "other"),
        (None, "What is an ordinary day like?", "other"),
    ],
)
def test_a_stem_says_what_is_asked_only_where_it_asks(stem, text, expected):
    assert kind(text, stem=stem) == expected


@pytest.mark.parametrize(
    ("text", "agencies", "expected"),
    [
        ("The Board should commission multi-agency training on neglect.", ["board"], "training"),
        ("Schools should review their safeguarding policy.", ["education"], "guidance"),
        ("The Board should seek assurance that staff are trained.", ["board"], "assurance"),
        ("Training records should be audited every year.", [], "assurance"),
        ("Each worker should have supervision every month.", [], "supervision"),
        ("Trusts should make sure that records follow the child.", ["health"], "information"),
        ("IT should be made to work.", [], "information"),
        ("The council should fund two more posts.", ["social-care"], "resources"),
        ("Ask the child what an ordinary day is like.", [], "practice"),
        ("Core groups should meet every four weeks.", [], "partnership"),
        ("Ministers should issue a policy on training.", ["national"], "national"),
        ("The Board should issue a policy.", ["board", "national"], "guidance"),
        ("Supervised contact should be reconsidered.", [], "practice"),
        ("It should be so.", [], "other"),
        ("", [], "other"),
    ],
)
def test_a_recommendation_asks_for_what_its_first_telling_phrase_stands_for(
    text, agencies, expected
):
    assert kind(text, agencies) == expected


MINE = """
[[agency]]
id = "scouts"
label = "Scouts"
names = ["scout leader", "SCT", "cub*"]

[[agency]]
id = "council"
label = "Council"
names = ["the council"]
"""
ASKS = """
[[remedy]]
id = "tea"
label = "Tea"
phrases = ["cup of ... tea"]

[[remedy]]
id = "cake"
label = "Cake"
phrases = ["cake"]
weaker = ["cup"]

[[remedy]]
id = "law"
label = "Law"
phrases = ["bill"]
agencies = ["council"]
"""


def own(tmp_path, text, load, name="mine.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("Scout leaders should cook.", ["scouts"]),
        ("SCOUT LEADERS SHOULD COOK.", ["scouts"]),
        ("SCT should cook.", ["scouts"]),
        ("SCTs should cook.", ["scouts"]),
        ("Sct should cook.", []),
        ("Cubmasters should cook.", ["scouts"]),
        ("Ex-scout leaders should cook.", []),
        ("Scout leadership should cook.", []),
        ("The council and cubs should cook.", ["scouts", "council"]),
        ("Police should cook.", []),
    ],
)
def test_a_file_of_ones_own_says_which_names_are_looked_for(tmp_path, text, agencies):
    assert list(addressed(text, (), own(tmp_path, MINE, load_agencies))) == agencies


@pytest.mark.parametrize(
    ("text", "agencies", "expected"),
    [
        ("A cup of tea.", [], "tea"),
        ("A cup of weak milky tea.", [], "tea"),
        ("A cup of this and that and other tea.", [], "cake"),
        ("Cakes.", [], "cake"),
        ("Pancake.", [], "other"),
        ("A cup, then cake.", [], "cake"),
        ("Cake should be had with a cup of tea.", [], "tea"),
        ("Cake.", ["council"], "law"),
        ("Cake.", ["council", "scouts"], "cake"),
    ],
)
def test_a_file_of_ones_own_says_which_kinds_there_are(tmp_path, text, agencies, expected):
    assert remedy(text, agencies, own(tmp_path, ASKS, load_remedies)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[agency]", "mine.toml: not valid TOML ("),
        ("", "mine.toml: it has no [[agency]]; add at least one."),
        ("[[agency]]\nlabel = 'A'", "mine.toml: a [[agency]] lacks an id; add it."),
        ("[[agency]]\nid = 'a'", "mine.toml: agency 'a' lacks a label; add one."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'",
         "mine.toml: agency 'a' has no names; add at least one."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'\nnames = 'aa'",
         "mine.toml: names of agency 'a' is not a list of words in quotation marks."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'\nnames = ['aa']\nname = 1",
         "mine.toml: agency 'a' has 'name', which is not known; use label, names."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'\nnames = ['*a']",
         "mine.toml: '*a' of agency 'a' must begin with two letters; mend it."),
        ("[[agency]]\nid = 'not-said'\nlabel = 'A'\nnames = ['aa']",
         "mine.toml: the id 'not-said' is kept for a column of its own; use another."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'\nnames = ['aa']\n" * 2,
         "mine.toml: agency id used twice: a; rename one."),
        ("[[agency]]\nid = 'a'\nlabel = 'A'\nnames = ['aa']\n"
         "[[agency]]\nid = 'b'\nlabel = 'B'\nnames = ['AA']",
         "mine.toml: 'AA' stands under 'a' and under 'b'; take one of them out."),
    ],
)  # fmt: skip
def test_a_faulty_file_is_named_with_what_is_wrong(tmp_path, text, message):
    with pytest.raises(CodebookError) as caught:
        own(tmp_path, text, load_agencies)
    assert str(caught.value).startswith(message)
    assert message.endswith("(") or str(caught.value) == message


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CodebookError, match=r"^none\.toml: no such file; check the path\.$"):
        load_remedies(tmp_path / "none.toml")
    with pytest.raises(CodebookError, match=r"cannot be read \(it is a folder\); check the path"):
        load_remedies(tmp_path)


F, G = review("f"), review("g")
PASSAGES = [
    tagged(1, F, "recommendation", ["neglect"], text="The police should commission training."),
    tagged(2, F, "recommendation", ["neglect", "education"], text="Schools should audit files."),
    tagged(3, F, "recommendation", text="Police and schools should seek assurance."),
    tagged(4, F, "finding", ["neglect"], text="The police should have had training."),
    tagged(1, G, "recommendation", ["neglect"], text="The police should have training."),
    tagged(2, G, "recommendation", ["neglect"], text="Be kind."),
]


def cells(table, row):
    found = next(r for r in table.rows if r.id == row).cells
    return {name: (c.value, c.passages) for name, c in found.items() if c.value}


def test_a_theme_is_set_against_what_is_asked_for():
    table = recommendations(PASSAGES, BOOK)
    assert cells(table, "neglect") == {
        "recommendations": (2, ("f/1", "f/2", "g/1", "g/2")),
        "training": (2, ("f/1", "g/1")),
        "assurance": (1, ("f/2",)),
        "other": (1, ("g/2",)),
    }
    assert cells(table, "no-theme") == {
        "recommendations": (1, ("f/3",)),
        "assurance": (1, ("f/3",)),
    }
    assert cells(table, "any")["assurance"] == (1, ("f/2", "f/3"))
    assert cells(table, "injuries") == {}
    assert [c.id for c in table.columns] == [
        "recommendations", "training", "guidance", "assurance", "supervision", "information",
        "resources", "practice", "partnership", "national", "other",
    ]  # fmt: skip
    assert table.n == 2


def test_a_theme_is_set_against_who_is_asked():
    table = by_agency(PASSAGES, BOOK)
    assert cells(table, "neglect") == {
        "recommendations": (2, ("f/1", "f/2", "g/1", "g/2")),
        "police": (2, ("f/1", "g/1")),
        "education": (1, ("f/2",)),
        "not-said": (1, ("g/2",)),
    }
    assert cells(table, "no-theme") == {
        "recommendations": (1, ("f/3",)),
        "police": (1, ("f/3",)),
        "education": (1, ("f/3",)),
    }


def test_what_is_said_twice_counts_once():
    table = recommendations(PASSAGES, BOOK, repeats={"g/1": "f/1", "f/4": "f/1"})
    assert cells(table, "neglect")["training"] == (1, ("f/1",))
    assert "Left out: recommendations that repeat an earlier one (1)." in table.footer


def test_the_footer_says_what_was_counted_and_how_often_the_rules_are_right():
    table = recommendations(PASSAGES, BOOK, selection=["Only reviews with year 2009."])
    assert table.footer[1:6] == (
        "Recommendations counted: 5, in 2 of 2 reviews.",
        "The kind of remedy is told by phrases, not by reading, and each recommendation counts "
        "under one kind, the one its first telling phrase stands for; 'Other' has no telling "
        "phrase.",
        "In a check by reading, the kind was told rightly in 76 of 121 recommendations.",
        "Only reviews with year 2009.",
        "2 reviews. Scope: 2 not stated. Kinds: 2 not stated. Period: no year known.",
    )
    assert by_agency(PASSAGES, BOOK).footer[2:4] == (
        "Who is asked is told by phrases, not by reading. A recommendation to several counts under "
        "each; 'Not said' names nobody.",
        "In a check by reading, the agency was told rightly in 102 of 121 recommendations.",
    )


def test_the_column_of_all_recommendations_says_that_it_counts_reviews():
    for made in (recommendations(PASSAGES, BOOK), by_agency(PASSAGES, BOOK)):
        first = made.columns[0]
        assert (first.id, first.label) == ("recommendations", "Reviews with a recommendation")


def test_of_phrases_of_ones_own_nothing_is_claimed(tmp_path):
    mine = own(tmp_path, MINE, load_agencies)
    table = by_agency(PASSAGES, BOOK, agencies=mine)
    assert [c.id for c in table.columns] == ["recommendations", "scouts", "council", "not-said"]
    assert table.footer[3] == (
        "How often the agency is told rightly by the phrases given is not known."
    )
    asks = own(tmp_path, ASKS, load_remedies, "asks.toml")
    assert recommendations(PASSAGES, BOOK, remedies=asks).footer[3] == (
        "How often the kind is told rightly by the phrases given is not known."
    )


def test_no_passage_and_an_unknown_theme_are_errors():
    with pytest.raises(InputError, match="There is no tagged passage to count"):
        recommendations([], BOOK)
    with pytest.raises(InputError, match="f/1: the theme 'x' is not in the codebook"):
        by_agency([tagged(1, F, "recommendation", ["x"])], BOOK)


def test_the_tables_read_a_bullet_with_its_stem():
    bullet = tagged(1, F, "recommendation", text="the early signs.", stem="Schools should train:")
    assert cells(recommendations([bullet], BOOK), "any").keys() == {"recommendations", "training"}
    assert cells(by_agency([bullet], BOOK), "any").keys() == {"recommendations", "education"}


WHO = {"The police": ["police"], "Schools": ["education"], "Somebody": ["not-said"],
       "Schools and GPs": ["education", "primary-care"], "Ministers": ["national"]}  # fmt: skip
WHAT = {"have training": "training", "write a protocol": "guidance", "audit files": "assurance",
        "be so": "other"}  # fmt: skip


@st.composite
def passages(draw):
    reviews = [review(f"r{i}") for i in range(draw(st.integers(1, 5)))]
    rows = st.tuples(
        st.sampled_from(reviews),
        st.sampled_from(["recommendation", "recommendation", "finding", "boilerplate"]),
        st.lists(st.sampled_from(["neglect", "education"]), unique=True),
        st.sampled_from(sorted(WHO)),
        st.sampled_from(sorted(WHAT)),
    )
    drawn = draw(st.lists(rows, min_size=1, max_size=40))
    return [
        (tagged(i, of, role, found, text=f"{who} should {what}."), who, what)
        for i, (of, role, found, who, what) in enumerate(drawn)
    ]


@given(passages(), st.sets(st.integers(0, 39)))
def test_every_cell_equals_an_independent_recount(made, again):
    found = [p for p, _, _ in made]
    repeats = {p.id: "first" for i, p in enumerate(found) if i in again}
    by_kind = recommendations(found, BOOK, repeats=repeats)
    by_whom = by_agency(found, BOOK, repeats=repeats)
    for table in (by_kind, by_whom):
        for row in table.rows:
            for column in table.columns:
                expected = []
                for p, who, what in made:
                    if p.role != "recommendation" or p.id in repeats:
                        continue
                    kinds = ["national" if who == "Ministers" else WHAT[what]]
                    there = kinds if table is by_kind else WHO[who]
                    on_row = {"any": True, "no-theme": not p.themes}.get(row.id, row.id in p.themes)
                    if on_row and column.id in [*there, "recommendations"]:
                        expected.append(p)
                cell = row.cells[column.id]
                assert cell.passages == tuple(p.id for p in expected)
                assert cell.value == len({p.review.review_id for p in expected})
                assert cell.of == column.n == len({p.review.review_id for p in found})
