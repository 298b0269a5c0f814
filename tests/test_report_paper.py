import hashlib
import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from make import review, tagged

from scr_mine import gathering
from scr_mine.errors import InputError
from scr_mine.report import guard
from scr_mine.report.formats.shown import shown
from scr_mine.report.paper import as_docx, compose
from scr_mine.report.quotations import quotations, quoted
from scr_mine.tabulate.once.repeats import counted_once
from scr_mine.themes import shipped

ROLES = ("finding", "recommendation", "narrative", "good-practice")
LINE = (
    "visit plan school nurse letter house record weekend father clinic bruise meeting manager "
    "hearing kitchen window notes evening daughter ward stairs order panel carer term"
)
WORDS = LINE.split()


def sentence(*numbers):
    """Some twenty words that differ from those of any other numbers."""
    seed = hashlib.sha256(repr(numbers).encode()).digest()
    words = " ".join(WORDS[byte % len(WORDS)] for byte in seed[:18])
    return f"The {words} {'-'.join(map(str, numbers))} was not looked at again."


def passages_of(reviews, each=24):
    codebook = shipped()
    for at, of in enumerate(reviews):
        for number in range(each):
            themes = tuple(
                theme
                for i, theme in enumerate(codebook.theme_ids)
                if (at * 7 + number * 5 + i) % 9 < 2
            )
            asked = number % len(ROLES) == 1
            begin = "All agencies should train their staff in this. " if asked else ""
            yield tagged(
                number,
                of,
                role=ROLES[number % len(ROLES)],
                themes=themes,
                text=f"{begin}{sentence(at, number)} {sentence(at, number, 1)}",
                probabilities=dict.fromkeys(themes, 0.5 + (at + number) % 40 / 100),
                page=number // 5 + 1,
                paragraph=f"{number // 5 + 1}.{number % 5}",
            )


def reviews_of(local, national):
    return [
        review(
            f"review-{number}",
            board="Wexmoor Safeguarding Children Partnership" if number < local else "A Panel",
            label=f"Child {chr(65 + number % 26)}{number // 26 or ''}",
            year=2010 + number % 12,
            scope="local" if number < local else "national",
            kind="lcspr" if number < local else "analysis",
        )
        for number in range(local + national)
    ]


def study_of(passages, **about):
    passages = list(passages)
    found = counted_once(iter(passages), shipped())
    verdicts = {t: ("usable", "weak")[i % 2] for i, t in enumerate(shipped().theme_ids)}
    known = gathering.About(verdicts=verdicts, **about)
    return gathering.gathered(found, lambda: iter(passages), shipped(), known)


@pytest.fixture(scope="module")
def study():
    return study_of(passages_of(reviews_of(14, 8)))


def opened(content):
    return docx.Document(io.BytesIO(content))


def styled(word, style):
    return [p.text for p in word.paragraphs if p.style.name == style]


def text_of(word):
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def test_every_number_of_the_table_of_lessons_is_that_of_the_study(study):
    table = opened(as_docx(study)).tables[0]
    theirs = study.tables["lessons-by-scope"]
    heads = [cell.text for cell in table.rows[0].cells]
    assert heads == ["Theme", "Local", "National", "All reviews", "Verdict"]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    families = [row[0] for row in rows if len(set(row)) == 1]
    assert families == [family.label for family in study.codebook.families]
    columns = {column.id: column for column in theirs.columns}
    assert [row for row in rows if len(set(row)) > 1] == [
        [
            row.label,
            *(
                shown(row.cells[name], columns[name])
                for name in ("local", "national", "reviews", "verdict")
            ),
        ]
        for row in theirs.rows
    ]


def test_every_number_on_recommendations_is_that_of_the_study(study):
    table = opened(as_docx(study)).tables[1]
    expected = {}
    for name in ("recommendations-by-remedy", "recommendations-by-agency"):
        found = study.tables[name]
        row = next(row for row in found.rows if row.id == "any")
        expected |= {c.label: shown(row.cells[c.id], c) for c in found.columns}
    expected["Any recommendation"] = expected.pop("Reviews with a recommendation")
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    figures = [row for row in rows if row[0] != row[1]]
    assert figures[0][0] == "Any recommendation"
    assert len(figures) > 3
    assert all(expected[label] == words for label, words in figures)


def test_the_summary_says_which_reviews_and_what_was_found_most(study):
    bullets = styled(opened(as_docx(study)), "List Bullet")
    assert bullets[0] == (
        "22 reviews were read, of 2010 to 2021: 14 local and 8 national (14 local practice reviews "
        "(LCSPR) and 8 analyses). The workbook and the page name them."
    )
    table = study.tables["lessons-by-scope"]
    most = max(row.cells["reviews"].value for row in table.rows)
    first = re.fullmatch(r"Found in most reviews: (.+?) \((\d+) of 22, (\d+)%\); .*", bullets[1])
    assert int(first[2]) == most
    assert any(row.label == first[1] and row.cells["reviews"].value == most for row in table.rows)
    assert "Of no theme can we say that local and national reviews differ." in bullets


def test_every_table_carries_its_footer_once(study):
    said = text_of(opened(as_docx(study)))
    for name in ("lessons-by-scope", "recommendations-by-remedy", "recommendations-by-agency"):
        for line in study.tables[name].footer:
            # How well kinds are told stands in the summary too.
            assert said.count(line) == 1 + ("the kind was told rightly" in line), line


def test_of_the_comparison_only_what_is_printed_is_explained():
    study = apart()
    said = text_of(opened(as_docx(study)))
    footer = study.tables["lessons-compared-by-scope"].footer
    unshown = [line for line in footer if line.startswith(("p:", "p, corrected:", "From and to"))]
    assert len(unshown) == 3
    for line in footer:
        kept = line.replace(" The differences and ratios shown do not allow for length.", "")
        assert said.count(kept) == (line not in unshown), line
    assert said.count("Whether chance alone could well explain a difference was tested") == 1
    assert "ratio" not in said and "p:" not in said


def test_where_nothing_is_tested_no_test_is_spoken_of():
    study = study_of(passages_of(reviews_of(2, 2)))
    assert not any(line.startswith("p:") for line in _footer(study, "lessons-compared-by-scope"))
    assert "was tested" not in text_of(opened(as_docx(study)))


def _footer(study, name):
    return study.tables[name].footer if name in study.tables else ()


def ranked(*present):
    """A study of ten reviews; of each theme, in the codebook's order, in how many it is."""
    reviews = reviews_of(6, 4)
    ids = shipped().theme_ids
    marked = (
        tagged(
            number,
            of,
            themes=(theme,),
            probabilities={theme: 0.9},
            text=sentence(at, number),
        )
        for at, of in enumerate(reviews)
        for number, (theme, n) in enumerate(zip(ids, present, strict=False))
        if at < n
    )
    return study_of([*marked, *(tagged(99, of, text=sentence(of.review_id)) for of in reviews)])


@pytest.mark.parametrize(
    ("present", "places", "more"),
    [
        ((1, 2, 3, 4, 5), [4, 3, 2, 1, 0], ""),
        ((3, 3, 3, 3, 3), [0, 1, 2, 3, 4], ""),
        ((3, 3, 9, 3, 3, 3), [2, 0, 1, 3, 4], "; and 1 more in as many reviews"),
        ((9, 9, 9, 9, 9, 8, 8), [0, 1, 2, 3, 4], ""),
        ((1, 4, 4, 4, 4, 4, 4, 4), [1, 2, 3, 4, 5], "; and 2 more in as many reviews"),
        ((2, 2), [0, 1], ""),
    ],
)
def test_of_themes_in_as_many_reviews_the_first_of_the_codebook_is_named(present, places, more):
    bullets = styled(opened(as_docx(ranked(*present))), "List Bullet")
    line = next(line for line in bullets if line.startswith("Found in most reviews: "))
    named = [
        f"{shipped().themes[at].label} ({present[at]} of 10, {10 * present[at]}%)" for at in places
    ]
    assert line == f"Found in most reviews: {'; '.join(named)}{more}."


def test_a_table_cut_among_themes_in_as_many_reviews_says_so(monkeypatch):
    monkeypatch.setattr(compose, "MOST_ROWS", 3)
    for present, tied in (
        ((3, 3, 9, 3, 3), "; 2 more are in as many as the last"),
        ((3, 3, 9), ""),
    ):
        notes = styled(opened(as_docx(ranked(*present))), "Table Note")
        assert f"The 3 themes found in most reviews, of 26{tied}." in notes


def test_the_summary_says_how_well_remedies_are_told_and_how_many_are_of_no_kind(study):
    bullets = styled(opened(as_docx(study)), "List Bullet")
    line = next(line for line in bullets if line.startswith("Recommendations ask most often for: "))
    assert line.endswith(
        "In a check by reading, the kind was told rightly in 76 of 121 recommendations."
    )
    assert "no telling phrase" not in line
    table = study.tables["recommendations-by-remedy"]
    rows = tuple(
        replace(row, cells={**row.cells, "other": replace(row.cells["other"], value=7)})
        for row in table.rows
    )
    tables = {**study.tables, "recommendations-by-remedy": replace(table, rows=rows)}
    bullets = styled(opened(as_docx(replace(study, tables=tables))), "List Bullet")
    line = next(line for line in bullets if line.startswith("Recommendations ask most often for: "))
    assert " Some are of another kind, with no telling phrase (7 of 22, 32%). In a check" in line


def test_agencies_asked_in_as_many_reviews_as_the_last_one_named_are_counted(study):
    table = study.tables["recommendations-by-agency"]
    alike = {c.id: replace(table.rows[-1].cells[c.id], value=3) for c in table.columns}
    made = replace(table, rows=(*table.rows[:-1], replace(table.rows[-1], cells=alike)))
    word = opened(as_docx(replace(study, tables={**study.tables, made.id: made})))
    more = len([c for c in table.columns if c.id not in ("recommendations", "not-said")]) - 7
    assert f"Who is asked: {more} more, in as many reviews as the last." in styled(
        word, "Table Note"
    )
    assert not [p for p in styled(opened(as_docx(study)), "Table Note") if "Who is asked: " in p]


def apart():
    """A study in which one theme is in all local reviews and in no national one."""
    reviews = reviews_of(15, 15)
    passages = [
        tagged(
            number,
            of,
            themes=("neglect",) if at < 15 and number < 4 else (),
            probabilities={"neglect": 0.9} if at < 15 and number < 4 else {},
            text=sentence(at, number),
        )
        for at, of in enumerate(reviews)
        for number in range(10)
    ]
    return study_of(passages)


def test_a_difference_that_can_be_told_is_said_in_the_words_of_the_table():
    study = apart()
    word = opened(as_docx(study))
    row = next(r for r in study.tables["lessons-compared-by-scope"].rows if r.id == "neglect")
    assert f"{row.label}. {row.cells['words'].value}" in styled(word, "List Bullet")
    assert (
        "Of 26 themes compared, 1 differs between local and national reviews by more than chance "
        "alone would well explain:"
    ) in styled(word, "Normal")
    assert (
        "For 25 themes there is nothing to compare, as every review has it or none has. "
        "That does not mean that they are alike."
    ) in styled(word, "Normal")
    assert (
        f"Local and national reviews differ in ‘{row.label}’; of the other themes we cannot say so."
    ) in styled(word, "List Bullet")


def test_every_comparison_is_summed_up_under_one_heading_or_another(study):
    lines = styled(opened(as_docx(study)), "Normal")
    line = next(line for line in lines if line.endswith("That does not mean that they are alike."))
    assert sum(map(int, re.findall(r"[Ff]or (\d+) theme", line))) == 26


def test_with_one_scope_the_paper_says_why_nothing_is_compared():
    word = opened(as_docx(study_of(passages_of(reviews_of(6, 0)))))
    assert (
        "Local and national reviews are not compared here. All of these reviews are local, so "
        "there is nothing to compare."
    ) in styled(word, "Normal")
    assert [cell.text for cell in word.tables[0].rows[0].cells] == [
        "Theme",
        "All reviews",
        "Verdict",
    ]


def test_with_too_few_reviews_of_a_scope_the_paper_says_so():
    word = opened(as_docx(study_of(passages_of(reviews_of(6, 2)))))
    lines = [line for line in styled(word, "Normal") if "not compared here" in line]
    assert len(lines) == 1
    assert "national (2)" in lines[0] or "only 2 national reviews" in lines[0]


def test_one_review_is_named_and_has_no_figure_of_one_in_its_summary():
    word = opened(as_docx(study_of(passages_of(reviews_of(1, 0)))))
    assert styled(word, "Title") == ["Lessons from Wexmoor, Child A (2010)"]
    bullets = styled(word, "List Bullet")
    assert re.fullmatch(
        r"Found in this review, as the codebook has them: ([^;]+; ){5}and \d+ more\.", bullets[1]
    )
    assert not any("1 of 1" in line for line in bullets)


def test_headings_tables_and_properties_are_those_of_an_accessible_document(study):
    word = opened(as_docx(study))
    headings = [p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == "Heading 1" and set(headings) == {"Heading 1", "Heading 2"}
    for table in word.tables:
        first, *others = (row._tr.trPr for row in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith("Table ")
    properties = word.core_properties
    assert properties.title == "Lessons from 22 safeguarding reviews"
    assert properties.language == "en-GB"
    assert {properties.created.year, properties.modified.year} == {1980}
    languages = {e.get(qn("w:val")) for e in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    footer = word.sections[0].footer._element.xml
    assert " PAGE " in footer and " NUMPAGES " in footer
    runs = [run for p in word.paragraphs for run in p.runs]
    assert all(run._r.rPr is None for run in runs)


def test_the_same_study_gives_the_same_bytes_with_fixed_dates(study):
    content = as_docx(study)
    assert as_docx(study) == content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {info.date_time[0] for info in packed.infolist()} == {1980}


# --- quotations ----------------------------------------------------------------------------------


def quotes_in(word):
    return list(zip(styled(word, "Quote"), styled(word, "Quote Source"), strict=True))


def test_quotations_are_whole_sentences_cited_from_different_reviews(study):
    quotes = quotes_in(opened(as_docx(study)))
    by_text = {p.text: p for p in study.passages()}
    assert len(quotes) >= 4
    for text, source in quotes:
        words = text.strip("“”").replace("[...]", "").split()
        assert 12 <= len(words) <= 80
        passage = next(p for whole, p in by_text.items() if text.strip("“”") in whole)
        assert source.startswith(("Wexmoor, Child", "A Panel, Child"))
        assert source.endswith(f", page {passage.page}, paragraph {passage.paragraph}")
        assert passage.role != "narrative"
    assert len({text for text, _ in quotes}) == len(quotes)
    for chosen in quotations(study, study.codebook.theme_ids).values():
        reviews = [quotation.passage.split("/")[0] for quotation in chosen]
        assert len(reviews) == len(set(reviews)) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{'Word ' * 11}end.", f"{'Word ' * 11}end."),
        (f"{'Word ' * 10}end.", ""),
        (f"{'Word ' * 79}end.", f"{'Word ' * 79}end."),
        (f"{'Word ' * 80}end.", ""),
        (f"{'Word ' * 59}end. {'More ' * 39}end.", f"{'Word ' * 59}end. [...]"),
        ("no capital at the beginning of these twelve or more words of text.", ""),
        ("These twelve or more words of text have no full stop at their end", ""),
        ("These twelve or more words of text were said by Mr Hartwell at home.", ""),
        (f"These twelve or more words hold one of {'x' * 60} that is too long to print.", ""),
        (
            "These twelve\x00 or more \u202ewords\n of text show what\t steers a reading.",
            "These twelve[U+0000] or more [U+202E]words  of text show what  steers a reading.",
        ),
    ],
)
def test_what_of_a_passage_is_quoted(text, expected):
    passage = tagged(1, review("r"), themes=("neglect",), text=text)
    assert quoted(passage, "neglect") == expected


def test_the_sentences_that_hold_the_evidence_are_quoted():
    from scr_mine.records import Evidence

    first, second = f"{'Word ' * 59}end.", f"{'More ' * 39}end."
    evidence = (Evidence(theme="neglect", start=len(first) + 3, end=len(first) + 5),)
    passage = tagged(1, review("r"), text=f"{first} {second}", evidence=evidence)
    assert quoted(passage, "neglect") == f"[...] {second}"


def test_recommendations_come_before_stronger_narrative_and_repeats_are_not_quoted():
    of, other = review("a", scope="local"), review("b", scope="local")
    weak, strong = {"neglect": 0.7}, {"neglect": 0.99}
    passages = [
        tagged(
            1, of, role="narrative", themes=("neglect",), probabilities=strong, text=sentence(1)
        ),
        tagged(2, of, themes=("neglect",), probabilities=weak, text=sentence(2)),
        tagged(3, other, themes=("neglect",), probabilities=strong, text=sentence(2)),
    ]
    chosen = quotations(study_of(passages), ["neglect"])["neglect"]
    assert [q.passage for q in chosen] == ["a/2"]


def test_without_quotes_the_paper_says_so_and_cites_nothing(study):
    word = opened(as_docx(guard.without_quotes(study)))
    assert quotes_in(word) == []
    assert "Quotations are left out of this paper." in styled(word, "Normal")


def test_withheld_counts_are_in_no_figure_and_no_quotation_is_given():
    passages = [
        tagged(1, of, themes=themes, text=sentence(at), probabilities=dict.fromkeys(themes, 0.9))
        for at, of in enumerate(reviews_of(9, 4))
        for themes in [("neglect",) if at in (0, 1, 9, 10, 11, 12) else ()]
    ]
    word = opened(as_docx(guard.suppressed(study_of(passages), 4)))
    said = text_of(word)
    assert quotes_in(word) == []
    assert "not shown [1]" not in said
    assert "\nwithheld\n" in said
    assert said.count("withheld: fewer than 4 here or beside it; counts of 0 are shown.") == 1
    assert not re.search(r"\b[123] of (9|4|13)\b", said)


# --- hostile text, templates, pages --------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> {{ x }} \x00\ud800\u202eabc =1+1 ]]> &amp; " + "w" * 10_000


def test_hostile_text_is_shown_as_text():
    of = review("r", label=HOSTILE, board=HOSTILE, scope="local", year=2012)
    passages = [
        tagged(
            n,
            of,
            themes=("neglect",),
            probabilities={"neglect": 0.9},
            text=f"{n} {sentence(n)}",
            headings=(HOSTILE,),
        )
        for n in range(4)
    ]
    study = study_of(passages, failures=(HOSTILE,))
    word = opened(as_docx(study))
    said = text_of(word)
    assert "<script>alert(1)</script> {{ x }}" in said
    assert "\u202e" not in said and "\x00" not in said
    assert len(quotes_in(word)[0][1]) < 400
    assert max(map(len, said.split())) <= 300


def template(*, lacking=(), head="Wexmoor board, in confidence", numbered=False, font="Georgia"):
    """A board's template, as Word would save it: own font, header, text, without some styles."""
    word = docx.Document()
    word.styles["Normal"].font.name = font
    word.sections[0].header.paragraphs[0].text = head
    word.add_heading("Old heading", 1)
    word.add_paragraph("Old text of the template.")
    word.add_table(2, 2)
    if numbered:
        word.sections[0].footer.paragraphs[0].text = "Our page "
        field = docx.oxml.parse_xml(
            '<w:fldSimple xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'w:instr=" PAGE "/>'
        )
        word.sections[0].footer.paragraphs[0]._p.append(field)
    for name in lacking:
        element = word.styles[name].element
        element.getparent().remove(element)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def changed(content, **parts):
    """The same package with the text of some parts replaced: by path, (old, new)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for before, after in parts.get(name.split("/")[-1].split(".")[0].strip("[]"), ()):
                data = data.replace(before.encode(), after.encode())
            new.writestr(name, data)
    return out.getvalue()


def said_besides_quotes(word):
    quoting = ("Quote", "Quote Source", "Heading 2")
    return [
        (p.style.name, p.text)
        for p in word.paragraphs
        if p.style.name not in quoting and not p.text.startswith("Printed here: ")
    ]


MAIN = "wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "lacking",
    [
        (),
        ("Quote", "Caption", "Table Grid"),
        ("Title", "Heading 1", "Heading 2", "List Bullet", "Quote", "Caption", "Footer"),
    ],
)
def test_a_template_keeps_its_look_and_gets_the_styles_it_lacks(study, lacking):
    word = opened(as_docx(study, template=template(lacking=lacking)))
    assert word.styles["Normal"].font.name == "Georgia"
    assert word.sections[0].header.paragraphs[0].text == "Wexmoor board, in confidence"
    said = text_of(word)
    assert "Old heading" not in said and "Old text" not in said
    assert len(word.tables) == 2
    plain = opened(as_docx(study))
    # Fewer quotations fit on the template's pages.
    assert 0 < len(quotes_in(word)) <= len(quotes_in(plain))
    assert said_besides_quotes(word) == said_besides_quotes(plain)
    for name in lacking:
        assert word.styles[name].font.name is None


@pytest.mark.parametrize(("size", "printed"), [(10, None), (16, None), (40, 0)])
def test_a_template_on_which_fewer_quotations_fit_is_no_secret(study, size, printed):
    large = docx.Document(io.BytesIO(template()))
    large.styles["Normal"].font.size = docx.shared.Pt(size)
    out = io.BytesIO()
    large.save(out)
    word = opened(as_docx(study, template=out.getvalue()))
    number = len(quotes_in(word))
    assert number < 24 and printed in (None, number)
    said = [line for line in styled(word, "Table Note") if "ive pages" in line]
    assert said == (
        [f"Printed here: {number} of 24 quotations chosen; five pages hold no more."]
        if number
        else ["Five pages do not hold quotations beside the rest."]
    )


def test_where_all_quotations_fit_nothing_is_said_of_room():
    word = opened(as_docx(ranked(4, 4)))
    assert len(quotes_in(word)) == 6
    assert "ive pages" not in text_of(word)


def test_bullets_are_bullets_in_a_template_without_them(study):
    content = as_docx(study, template=template(lacking=("List Bullet",)))
    word = opened(content)
    number = word.styles["List Bullet"].element.pPr.numPr.numId.val
    nums = word.part.numbering_part.element.findall(qn("w:num"))
    abstract = next(n for n in nums if n.numId == number).abstractNumId.val
    levels = word.part.numbering_part.element.xpath(
        f"//w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl/w:numFmt/@w:val"
    )
    assert levels == ["bullet"]


def test_a_template_that_numbers_its_pages_is_not_given_numbers_again(study):
    word = opened(as_docx(study, template=template(numbered=True)))
    assert word.sections[0].footer._element.xml.count("PAGE") == 1


def test_a_dotx_is_used_like_a_docx(study):
    plain = template()
    dotx = changed(plain, Content_Types=[(MAIN, "wordprocessingml.template.main+xml")])
    assert dotx != plain
    assert as_docx(study, template=dotx) == as_docx(study, template=plain)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The template is no Word file that can be used; give a .docx or .dotx file."),
        (b"%PDF-1.7", "The template is no Word file that can be used; give a .docx or .dotx file."),
        (
            changed(template(), document=[("<w:body>", "<w:body><")]),
            "The template is no Word file that can be used; give a .docx or .dotx file.",
        ),
        (
            changed(template(), Content_Types=[(MAIN, "spreadsheetml.sheet.main+xml")]),
            "The template is no Word file that can be used; give a .docx or .dotx file.",
        ),
        (
            changed(
                template(),
                Content_Types=[
                    (
                        f"application/vnd.openxmlformats-officedocument.{MAIN}",
                        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
                    )
                ],
            ),
            "The template holds macros; save it in Word as .docx or .dotx and give that file.",
        ),
    ],
    ids=["empty", "pdf", "broken", "workbook", "macros"],
)
def test_a_template_that_is_no_word_file_is_refused_in_a_sentence(study, content, message):
    with pytest.raises(InputError) as error:
        as_docx(study, template=content)
    assert str(error.value) == message


def test_what_was_not_read_is_said_and_capped(study):
    failures = tuple(f"file {number}.pdf: damaged; ask for it again." for number in range(11))
    word = opened(as_docx(replace(study, failures=failures)))
    bullets = styled(word, "List Bullet")
    assert "Not read: 11 files; see the last section." in bullets
    assert bullets[-9:] == [*failures[:8], "3 more, listed in reading.md"]


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(
    not OFFICE and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize("sizes", [(14, 8), (40, 20), (7, 0)])
def test_libreoffice_renders_three_to_five_pages(sizes, tmp_path):
    assert OFFICE, "soffice is not installed"
    path = tmp_path / "paper.docx"
    path.write_bytes(as_docx(study_of(passages_of(reviews_of(*sizes)))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    import pypdfium2

    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    assert 3 <= len(pages) <= 5
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    assert sum("Verdict" in page for page in pages) >= 1
