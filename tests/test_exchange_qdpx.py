"""Projects out, edited as a program would, and in again: exactly the edits."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from make import review, tagged
from pyrefiqda.models import Project
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata_pydantic.bindings import XmlParser, XmlSerializer

from scr_mine.errors import LabelsError, UsageError
from scr_mine.exchange import qdpx
from scr_mine.exchange.qdpx.offsets import Clue, Counting, Ruler, Sample, counted
from scr_mine.labels import Label
from scr_mine.themes import shipped

BOOK = shipped()
Q = "{urn:QDA-XML:project:1.0}"
FIRST = review("r1", scope="local", year=2019, board="Exbury Board")
SECOND = review("r2", scope="national")
PASSAGES = [
    tagged(1, FIRST, "finding", ["neglect", "education"], text="Nobody rang the school 👶🏽."),
    tagged(2, FIRST, "narrative", text="He was “naïve”,\r\nshe\rsaid 👍. \u05d0\u05d1", page=3),
    tagged(3, FIRST, "recommendation", ["supervision-oversight"], text="The Board should ask."),
    tagged(
        4, SECOND, "finding", ["neglect"], text="The home was cold 🥶 all winter.", paragraph="2.1"
    ),
    tagged(5, SECOND, "context", text="Café: the family’s second home."),
]
KNOWN = {passage.id: passage for passage in PASSAGES}
FINDING, NEGLECT = ("Role of the passage", "Finding"), ("The child", "Neglect and cumulative harm")
LOOKED_AT, UNSURE = ("Checking", "Looked at"), ("Checking", "Unsure")


def out(passages=PASSAGES, *, blind=False, program=None):
    return qdpx.export(passages, BOOK, blind=blind, program=program)


def back(data, passages=PASSAGES):
    known = {passage.id: passage for passage in passages}
    return qdpx.labels(data, known, BOOK, coder="anna", name="p.qdpx")


def said(data, passages=PASSAGES):
    return {each.id: (each.role, set(each.themes)) for each in back(data, passages).labels}


@dataclass
class Opened:
    """A project opened in a program that can do anything to it."""

    root: etree._Element
    texts: dict[str, str]

    def all(self, name):
        return list(self.root.iter(f"{Q}{name}"))

    def code(self, name):
        """The GUID of a code by the names of its parent and itself."""
        for code in self.all("Code"):
            if (
                code.getparent().get("name", "").split(" (")[0] == name[0]
                and code.get("name") == name[1]
            ):
                return code.get("guid")
        raise AssertionError(name)

    def selection(self, passage):
        for each in self.all("PlainTextSelection"):
            if each.findtext(f"{Q}Description").split(",")[0] == f"Passage {passage}":
                return each
        raise AssertionError(passage)

    def user(self, name):
        users = self.root.find(f"{Q}Users")
        for user in users:
            if user.get("name") == name:
                return user.get("guid")
        guid = f"00000000-0000-0000-0000-{len(users):012}"
        etree.SubElement(users, f"{Q}User", guid=guid, name=name)
        return guid

    def add(self, selection, name, *, user="anna", when="2024-05-01T10:00:00Z"):
        coding = etree.SubElement(selection, f"{Q}Coding", guid=fresh(self.root))
        coding.set("creatingUser", self.user(user))
        coding.set("creationDateTime", when)
        etree.SubElement(coding, f"{Q}CodeRef", targetGUID=self.code(name))

    def select(self, source, start, end, name=""):
        made = etree.SubElement(source, f"{Q}PlainTextSelection", guid=fresh(self.root), name=name)
        made.set("startPosition", str(start))
        made.set("endPosition", str(end))
        return made

    def clear(self, selection):
        for coding in selection.findall(f"{Q}Coding"):
            selection.remove(coding)

    def remove(self, selection, name):
        for coding in selection.findall(f"{Q}Coding"):
            if coding.find(f"{Q}CodeRef").get("targetGUID") == self.code(name):
                selection.remove(coding)

    def text(self, source):
        return self.texts[source.get("plainTextPath").removeprefix("internal://")]

    def saved(self, *, folder="sources", encoding="utf-8", newline=None):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as package:
            package.writestr("project.qde", etree.tostring(self.root))
            for name, text in self.texts.items():
                text = text if newline is None else re.sub("\r\n|\n", newline, text)
                package.writestr(f"{folder}/{name}", text.encode(encoding))
        return data.getvalue()


def fresh(root):
    return f"11111111-0000-0000-0000-{sum(1 for _ in root.iter()):012}"


def opened(data):
    package = zipfile.ZipFile(io.BytesIO(data))
    texts = {
        name.removeprefix("sources/"): package.read(name).decode("utf-8")
        for name in package.namelist()
        if name.startswith("sources/")
    }
    return Opened(etree.fromstring(package.read("project.qde")), texts)


def theme_name(key):
    theme = BOOK.theme(key)
    family = next(each.label for each in BOOK.families if each.id == theme.family)
    return family, theme.label


def role_name(key):
    return "Role of the passage", next(role.label for role in BOOK.roles if role.id == key)


def edit(data, edits):
    """The project as a person leaves it: `edits` are (role, themes) by the id of a passage."""
    project = opened(data)
    for key, (role, themes) in edits.items():
        selection = project.selection(key)
        project.clear(selection)
        for name in (role_name(role), *map(theme_name, themes)):
            project.add(selection, name)
    return project


def recounted(project, counting, before):
    """All positions, counted in another way; `before` is the way they are counted now."""
    for source in project.all("TextSource"):
        text = project.text(source)
        was, now = Ruler(text, before), Ruler(text, counting)
        for selection in source.iter(f"{Q}PlainTextSelection"):
            for name in ("startPosition", "endPosition"):
                selection.set(name, str(now.position(was.index(int(selection.get(name))))))


READINGS = st.tuples(
    st.sampled_from([role.id for role in BOOK.roles]),
    st.lists(st.sampled_from(BOOK.theme_ids), unique=True, max_size=4),
)
EDITS = st.dictionaries(st.sampled_from(sorted(KNOWN)), READINGS, min_size=1)
#: Accents, emoji, line ends of every kind, right to left, white space, controls.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("abc é ß 👶🏽👍 \r\n\n\r\t=+'\u2028\u0301\u05d0\u202e\ufeff\x00\x85\x0b"),
        st.characters(),
    ),
    max_size=40,
)
SOME = st.lists(st.tuples(TEXTS, st.sampled_from(["", "Findings", "abc"])), min_size=1, max_size=6)


def made_of(texts):
    return [
        tagged(place, FIRST, "finding", ["neglect"], text=text, headings=(head,) if head else ())
        for place, (text, head) in enumerate(texts)
    ]


def visible(passage):
    """Whether anything of a text is left to be selected."""
    return bool(re.sub("[\\s\x00-\x1f\x7f-\x9f\ufeff]", "", passage.text))


@pytest.mark.parametrize("program", [None, *qdpx.PROGRAMS])
@pytest.mark.parametrize("blind", [True, False])
@settings(deadline=None, max_examples=40)
@given(edits=EDITS)
def test_what_comes_back_is_exactly_what_was_edited(program, blind, edits):
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    assert said(edit(out(blind=blind, program=program), edits).saved()) == expected


@settings(deadline=None, max_examples=40)
@given(texts=SOME, data=st.data(), program=st.sampled_from([None, "maxqda"]))
def test_any_text_goes_there_and_back(texts, data, program):
    passages = made_of(texts)
    keys = [passage.id for passage in passages if visible(passage)]
    edits = data.draw(st.dictionaries(st.sampled_from(keys), READINGS) if keys else st.just({}))
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    assert said(edit(out(passages, program=program), edits).saved(), passages) == expected


@settings(deadline=None, max_examples=40)
@given(texts=SOME, program=st.sampled_from([None, "maxqda"]))
def test_positions_are_code_points_of_the_text_written(texts, program):
    project = opened(out(made_of(texts), program=program))
    written = {passage.id: passage.text for passage in made_of(texts)}
    for source in project.all("TextSource"):
        text = project.text(source)
        if program == "maxqda":
            assert not re.search("(?<!\r)\n", text)
        for selection in source.iter(f"{Q}PlainTextSelection"):
            key = selection.findtext(f"{Q}Description").removeprefix("Passage ")
            there = text[int(selection.get("startPosition")) : int(selection.get("endPosition"))]
            assert strip(there) == strip(written[key])


def strip(text):
    return re.sub(
        "[\\s\x00-\x1f\x7f-\x9f\ufeff]", "", re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    )


@pytest.mark.parametrize("program", [None, *qdpx.PROGRAMS])
@pytest.mark.parametrize("blind", [True, False])
def test_an_independent_reader_reads_all_of_it_and_writes_the_same(program, blind):
    data = out(blind=blind, program=program)
    assert data == out(blind=blind, program=program)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
    assert xml.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns=')
    project = XmlParser().from_bytes(xml, Project)
    # Its writer keeps to the order of the schema, so that the same text is in that order too.
    again = XmlSerializer(config=SerializerConfig()).render(
        project, ns_map={None: "urn:QDA-XML:project:1.0"}
    )
    assert canonical(again.encode()) == canonical(xml)
    selections = [each for s in project.sources.text_source for each in s.plain_text_selection]
    assert len(selections) == len(PASSAGES)
    assert [bool(each.coding) for each in selections] == [not blind] * len(PASSAGES)
    assert all(c.creating_user and c.creation_date_time for s in selections for c in s.coding)


def canonical(xml):
    root = etree.fromstring(xml)
    for each in root.iter():
        if len(each):
            each.text = None
        each.tail = None
        for name, value in each.attrib.items():
            if name.endswith("DateTime"):
                each.set(name, value.replace("+00:00", "Z"))
    return etree.tostring(root, method="c14n")


def test_a_project_has_cases_with_variables_users_and_groups_of_codes():
    project = opened(out())
    assert [user.get("name") for user in project.all("User")] == ["person", "scr-mine/test@1"]
    assert [user.get("name") for user in opened(out(blind=True)).all("User")] == ["person"]
    groups = [code for code in project.all("Code") if code.get("isCodable") == "false"]
    assert [group.get("name") for group in groups] == [
        *(family.label for family in BOOK.families),
        *("Role of the passage", "Checking"),
    ]
    names = {each.get("guid"): each.get("name") for each in project.all("Variable")}
    cases = {
        case.get("name"): {
            names[value[0].get("targetGUID")]: value[1].text
            for value in case.iter(f"{Q}VariableValue")
        }
        for case in project.all("Case")
    }
    assert cases == {
        "r1": {"board": "Exbury Board", "year": "2019", "scope": "local"},
        "r2": {"scope": "national"},
    }
    for_maxqda = opened(out(program="maxqda"))
    assert not for_maxqda.all("Case")
    assert len(for_maxqda.all("VariableValue")) == 4


def test_sources_of_one_review_have_names_of_their_own():
    held = [
        tagged(1, FIRST, text="One.", document="r1.pdf"),
        tagged(2, FIRST, text="Two.", document="annex: a/b.docx"),
        tagged(3, FIRST, text="Three.", document="r1.docx"),
    ]
    project = opened(out(held))
    names = [source.get("name") for source in project.all("TextSource")]
    assert names[:2] == ["r1", "r1 - annex- a-b"]
    assert re.fullmatch(r"r1 \([0-9a-f]{8}\)", names[2])
    assert said(edit(out(held), {"r1/3": ("finding", [])}).saved(), held) == {
        "r1/3": ("finding", set())
    }


def anonymous(project):
    for name in ("PlainTextSelection", "TextSource", "Coding"):
        for place, each in enumerate(project.all(name)):
            each.set("guid", f"22222222-{len(name):04}-0000-0000-{place:012}")


def undescribed(project):
    for selection in project.all("PlainTextSelection"):
        selection.remove(selection.find(f"{Q}Description"))


def unnamed(project):
    for selection in project.all("PlainTextSelection"):
        selection.attrib.pop("name")


def in_capitals(project):
    for each in project.root.iter():
        for name, value in each.attrib.items():
            if name.lower().endswith("guid"):
                each.set(name, f"{{{value.upper()}}}")


def by_name(project):
    """Codes as another program numbers them, in one list and without our parents."""
    for place, code in enumerate(project.all("Code")):
        new = f"33333333-0000-0000-0000-{place:012}"
        for ref in project.all("CodeRef"):
            if ref.get("targetGUID") == code.get("guid"):
                ref.set("targetGUID", new)
        code.set("guid", new)


def one_each(project):
    """A selection for every code, and none where there is none."""
    for source in project.all("TextSource"):
        for selection in source.findall(f"{Q}PlainTextSelection"):
            for coding in selection.findall(f"{Q}Coding"):
                alone = etree.SubElement(source, selection.tag, selection.attrib)
                alone.append(coding)
            source.remove(selection)


def inline(project):
    for source in project.all("TextSource"):
        content = etree.Element(f"{Q}PlainTextContent")
        content.text = project.text(source)
        source.insert(0, content)
        source.attrib.pop("plainTextPath")


def suffixed(project):
    for source in project.all("TextSource"):
        source.set("name", f"{source.get('name')}.txt")


HABITS = {
    "new identifiers": [anonymous],
    "identifiers in capitals and braces": [in_capitals],
    "codes by name": [by_name],
    "a selection a code, nothing of ours left": [one_each, anonymous, unnamed],
    "no descriptions, new identifiers": [undescribed, anonymous],
    "nothing but positions": [undescribed, anonymous, unnamed],
    "text in the XML": [inline],
    "names with a suffix": [suffixed, anonymous, undescribed],
}


@pytest.mark.parametrize("habit", HABITS)
@settings(deadline=None, max_examples=40)
@given(edits=EDITS)
def test_what_programs_do_to_a_project_loses_nothing(habit, edits):
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    project = edit(out(), edits)
    for change in HABITS[habit]:
        change(project)
    assert said(project.saved(folder="Sources")) == expected


WAYS = [
    Counting(),
    Counting(utf16=True),
    Counting(newline="two"),
    Counting(utf16=True, newline="two"),
    Counting(mark=True, utf16=True),
]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("ours", [True, False], ids=["ours", "named"])
@settings(deadline=None, max_examples=40)
@given(edits=EDITS)
def test_positions_are_read_however_they_are_counted(way, ours, edits):
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    project = edit(out(), edits)
    recounted(project, way, Counting())
    if not ours:
        undescribed(project)
        anonymous(project)
    assert said(project.saved(encoding="utf-8-sig")) == expected


def test_cr_lf_counts_as_one_where_our_selections_or_names_show_it():
    project = edit(out(), {"r2/5": ("finding", ["education"])})
    assert said(project.saved(newline="\r\n")) == {"r2/5": ("finding", {"education"})}
    undescribed(project)
    anonymous(project)
    assert said(project.saved(newline="\r\n")) == {"r2/5": ("finding", {"education"})}


def test_cr_lf_counts_as_one_in_atlas_where_nothing_shows_it():
    held = [tagged(place, FIRST, "context", text="Yes.") for place in range(20)]
    project = opened(out(held, blind=True))
    project.root.set("origin", "ATLAS.ti 24")
    source = project.all("TextSource")[0]
    for selection in source.findall(f"{Q}PlainTextSelection"):
        source.remove(selection)
    project.add(project.select(source, 6 * 19, 6 * 19 + 4), FINDING)
    assert said(project.saved(newline="\r\n"), held) == {"r1/19": ("finding", set())}


def test_one_way_of_counting_is_found_from_what_is_known():
    text = "a👶\nbcdefgh"
    clue = Clue(start=4, end=11, text="bcdefgh", whole=True)
    assert counted([Sample(text=text, clues=(clue,))], one_first=False)[0] == Counting(utf16=True)
    assert counted([Sample(text=text, others=((0, 10),))], one_first=False) == (Counting(), False)
    way, shown = counted([Sample(text="a\nbcdef", others=((3, 8),))], one_first=False)
    assert (way, shown) == (Counting(newline="two"), False)


def labels_of(project, **options):
    return back(project.saved(**options)).labels


def label(key, role, *themes, coder="anna", when="2024-05-01T10:00:00+00:00", **fields):
    return Label(id=key, coder=coder, role=role, themes=themes, when=when, **fields)


def test_nobody_has_looked_at_what_went_out_and_came_back():
    for blind in (True, False):
        for program in (None, *qdpx.PROGRAMS):
            found = back(out(blind=blind, program=program))
            assert (found.labels, found.notes) == ((), ())


def test_a_code_added_or_taken_away_is_a_reading_of_the_whole_passage():
    project = opened(out())
    project.add(project.selection("r1/1"), theme_name("supervision-oversight"))
    project.remove(project.selection("r2/4"), NEGLECT)
    assert labels_of(project) == (
        label("r1/1", "finding", "neglect", "education", "supervision-oversight"),
        label("r2/4", "finding", when=None),
    )


def test_a_persons_role_stands_in_for_the_machines():
    project = opened(out())
    project.add(project.selection("r1/2"), FINDING, when="2024-05-01T09:00:00")
    project.add(project.selection("r1/2"), NEGLECT, when="2024-05-02T09:00:00")
    project.add(project.selection("r1/1"), NEGLECT, when="yesterday")
    assert labels_of(project) == (
        label("r1/1", "finding", "neglect", "education", when=None),
        label("r1/2", "finding", "neglect", when="2024-05-02T09:00:00"),
    )


@pytest.mark.parametrize(
    ("blind", "code", "expected"),
    [
        (False, LOOKED_AT, {"themes": ("neglect",), "role": "finding", "verdict": "right"}),
        (False, UNSURE, {"themes": ("neglect",), "role": "finding", "verdict": "unsure"}),
        (True, LOOKED_AT, {"themes": (), "role": None}),
        (True, UNSURE, {"themes": (), "role": None, "verdict": "unsure"}),
    ],
)
def test_a_passage_can_be_said_to_be_looked_at(blind, code, expected):
    project = opened(out(blind=blind))
    project.add(project.selection("r2/4"), code)
    when = "2024-05-01T10:00:00+00:00"
    assert labels_of(project) == (Label(id="r2/4", coder="anna", when=when, **expected),)


def test_each_user_is_a_coder_and_those_without_a_name_the_one_given():
    project = opened(out(blind=True))
    for user in ("ben", "default", "person"):
        project.add(project.selection("r1/1"), NEGLECT, user=user)
    project.add(project.selection("r1/1"), FINDING, user="ben")
    assert (
        labels_of(project)
        == (
            label("r1/1", None, "neglect", coder="anna"),
            label("r1/1", "finding", "neglect", coder="ben"),
        )[::-1]
    )


def test_what_is_written_beside_a_passage_is_a_comment():
    project = opened(out())
    project.selection("r2/4").find(f"{Q}Description").text = "Is this neglect?"
    notes = etree.Element(f"{Q}Notes")
    project.root.insert(-1, notes)
    note = etree.SubElement(notes, f"{Q}Note", guid=fresh(project.root))
    etree.SubElement(note, f"{Q}PlainTextContent").text = "See the guidance."
    beside = project.select(project.all("TextSource")[1], 0, 20)
    project.add(beside, LOOKED_AT)
    etree.SubElement(beside, f"{Q}NoteRef", targetGUID=note.get("guid"))
    found = back(project.saved())
    assert [each.comment for each in found.labels] == ["Is this neglect? / See the guidance."]
    assert found.labels[0].verdict == "right"


def test_a_comment_alone_does_not_say_that_a_passage_was_looked_at():
    project = opened(out())
    project.selection("r2/4").find(f"{Q}Description").text = "Ask Ben."
    found = back(project.saved())
    assert found.labels == ()
    assert found.notes == ("Passages with a comment but no code, not looked at: 1 (r2/4).",)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("Nobody", "school", {"r1/1"}),
        ("rang", "rang", {"r1/1"}),
        ("school", "he", {"r1/1"}),
        ("Nobody", "Board", {"r1/1", "r1/2"}),
        ("Nobody", "should", {"r1/1", "r1/2", "r1/3"}),
        ("naïve", "should", {"r1/2", "r1/3"}),
    ],
)
def test_a_selection_codes_what_it_mostly_covers_or_lies_in(start, end, expected):
    project = opened(out(blind=True))
    source = project.all("TextSource")[0]
    text = project.text(source)
    end = text.lower().index(end.lower(), text.index(start)) + len(end)
    project.add(project.select(source, text.index(start), end), NEGLECT)
    assert set(said(project.saved())) == expected


def test_selections_that_code_nothing_are_named():
    project = opened(out(blind=True))
    source = project.all("TextSource")[1]
    gap = project.text(source).index("\n\n")
    project.add(project.select(source, gap, gap + 2, "between"), NEGLECT)
    project.add(project.select(source, 5, 9999, "beyond"), NEGLECT)
    assert back(project.saved()).notes == (
        "Selections that touch no passage, left out: 1 ('between' at 31 to 33 of 'r2').",
        "Selections that lie outside their text, left out: 1 ('beyond' at 5 to 9999 of 'r2').",
    )


def test_codes_and_sources_that_are_not_ours_are_named_and_left_out():
    project = opened(out())
    codes = project.root.find(f"{Q}CodeBook/{Q}Codes")
    etree.SubElement(codes, f"{Q}Code", guid=fresh(project.root), name="Mine", isCodable="true")
    codes[-1].getparent().set("name", "")
    project.add(project.selection("r1/1"), ("", "Mine"))
    case = project.all("Case")[0]
    coding = etree.SubElement(project.selection("r1/2"), f"{Q}Coding", guid=fresh(project.root))
    etree.SubElement(coding, f"{Q}CodeRef", targetGUID=case.get("guid"))
    other = etree.SubElement(project.root.find(f"{Q}Sources"), f"{Q}TextSource", name="Diary")
    other.set("guid", fresh(project.root))
    etree.SubElement(other, f"{Q}PlainTextContent").text = "Today we met."
    project.add(project.select(other, 0, 5), NEGLECT)
    whole = etree.SubElement(project.all("TextSource")[0], f"{Q}Coding", guid=fresh(project.root))
    etree.SubElement(whole, f"{Q}CodeRef", targetGUID=project.code(NEGLECT))
    found = back(project.saved())
    assert found.labels == ()
    assert found.notes == (
        "Sources of no review in the tagged files, left out: 1 (Diary).",
        "Codes that are not in the codebook, left out: 1 (Mine).",
        "Codes on whole sources instead of passages, left out: 1 (r1).",
    )


def test_text_changed_in_the_program_has_no_effect_and_is_said():
    project = edit(out(), {"r1/1": ("finding", []), "r1/3": ("context", ["neglect"])})
    source = project.all("TextSource")[0]
    name = source.get("plainTextPath").removeprefix("internal://")
    project.texts[name] = project.texts[name].replace("Nobody rang", "Somebody wrote to")
    found = back(project.saved())
    assert {each.id: (each.role, each.themes) for each in found.labels} == {
        "r1/1": ("finding", ()),
        "r1/3": ("context", ("neglect",)),
    }
    assert found.notes == (
        "Passages whose text was changed in the file, which has no effect: 1 (r1/1).",
    )


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "lost"])
def test_part_of_the_passages_goes_onto_all_and_equal_texts_are_not_guessed(keep):
    texts = ["The same.", "Another.", "The same.", "A third.\n\nThe same."]
    held = [tagged(place, FIRST, "finding", text=text) for place, text in enumerate(texts)]
    edits = {"r1/1": ("context", []), "r1/2": ("narrative", []), "r1/3": ("context", [])}
    project = edit(out(held[1:]), edits)
    if not keep:
        undescribed(project)
        anonymous(project)
    expected = {key: (role, set()) for key, (role, _) in edits.items() if keep or key != "r1/2"}
    assert said(project.saved(), held) == expected


def test_without_who_coded_only_other_codes_are_a_persons():
    project = opened(out())
    users = project.root.find(f"{Q}Users")
    users.remove(users[1])
    for coding in project.all("Coding"):
        coding.set("creatingUser", project.user("anna"))
        coding.set("creationDateTime", "2024-01-01T00:00:00Z")
    anonymous(project)
    project.add(project.selection("r2/5"), NEGLECT)
    found = back(project.saved())
    assert found.labels == (label("r2/5", "context", "neglect"),)
    assert found.notes == (
        "The program did not keep who coded what: a code that the machine gave too counts as the "
        "machine's, and only other codes as a person's.",
    )


def test_a_passage_without_any_code_left_is_not_taken_for_looked_at():
    project = opened(out())
    project.clear(project.selection("r1/1"))
    found = back(project.saved())
    assert found.labels == ()
    assert found.notes == (
        "Passages with no code left, not looked at unless they are coded 'Looked at': 1 (r1/1).",
    )


def test_two_roles_by_one_person_are_refused():
    project = edit(out(), {"r1/1": ("finding", [])})
    project.add(project.selection("r1/1"), role_name("context"))
    with pytest.raises(LabelsError) as error:
        back(project.saved())
    assert str(error.value) == "p.qdpx, passage r1/1: it has 2 roles by anna; leave one."


def test_marks_outside_the_codebook_and_unknown_programs_are_refused():
    with pytest.raises(LabelsError) as error:
        out([tagged(1, FIRST, themes=["gone"])])
    assert str(error.value) == (
        "Passage r1/1: its theme 'gone' is not in the codebook; give the themes file it was "
        "tagged with."
    )
    assert out([tagged(1, FIRST, themes=["gone"])], blind=True)
    with pytest.raises(UsageError) as usage:
        out(program="word")
    assert str(usage.value) == (
        "There is no program 'word'; give one of nvivo, maxqda, atlas, qualcoder."
    )


def zipped(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("_", "."), content)
    return data.getvalue()


def test_no_passages_make_a_project_too():
    assert back(out([]), []).labels == ()


PROJECT = "<Project xmlns='urn:QDA-XML:project:1.0' name='x'>{}</Project>"
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]>" + PROJECT.format("<Description>&a;</Description>")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK", "p.qdpx: not a QDPX project, or damaged; export the project again."),
        (zipped(other=""), "p.qdpx: there is no project.qde in it; export it as QDPX."),
        (
            zipped(project_qde="<Project>"),
            "p.qdpx: its project.qde is not sound XML; export the project again.",
        ),
        (
            zipped(project_qde="<CodeBook/>"),
            "p.qdpx: its project.qde is no REFI-QDA project; export it as QDPX.",
        ),
        (
            zipped(project_qde=BOMB),
            "p.qdpx: its project.qde declares a document type, which no project does; "
            "export it again.",
        ),
        (
            zipped(project_qde=b" " * 2**23),
            "p.qdpx: it expands to far more data than a project holds; if you trust its source, "
            "remove what is not text from the project.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(data, message):
    with pytest.raises(LabelsError) as error:
        back(data)
    assert str(error.value) == message


def test_a_source_that_is_not_in_the_file_is_named():
    inside = "<Sources><TextSource guid='{}' name='r1' plainTextPath='{}'/></Sources>"
    for path in ("internal://../../r1.txt", "absolute:///r1.txt", "internal://r1.txt"):
        data = zipped(project_qde=PROJECT.format(inside.format("1", path)))
        assert back(data).notes == (
            "The text of the source 'r1' is not in the file as plain text; its codes were left "
            "out.",
        )


@settings(deadline=None, max_examples=60)
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused_in_words(place, byte):
    data = bytearray(out())
    data[place % len(data)] = byte
    try:
        back(bytes(data))
    except LabelsError as error:
        assert str(error).startswith("p.qdpx")


def test_a_project_that_another_program_exported_is_read():
    """Coded in and exported by qualitative-coding 1.7.8, which got the texts of `out()`."""
    data = (Path(__file__).parent / "data" / "qualitative-coding-1.7.8.qdpx").read_bytes()
    found = back(data)
    assert found.notes == ()
    assert {(each.id, each.coder, each.role, each.themes) for each in found.labels} == {
        ("r1/1", "anna", "finding", ("escalation-challenge",)),
        ("r1/2", "anna", "narrative", ("domestic-abuse",)),
        ("r1/3", "anna", "recommendation", ()),
        ("r2/4", "anna", "finding", ()),
        ("r2/5", "anna", None, ()),
    }
