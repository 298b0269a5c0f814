import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scr_mine.errors import OutputError, UsageError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import bare, clean, whole
from scr_mine.report import formats
from scr_mine.report.formats import html, latex, markdown, xlsx, xlsx_lines, xlsx_styles
from scr_mine.report.formats.shown import below, decimals, figure, head, shown, weak
from scr_mine.report.formats.text import as_text

SCHEMA = Path(__file__).parent.parent / "docs" / "schemas" / "table.schema.json"
EVIL = (
    '=HYPERLINK("http://x")|a_b & 100% #1 {c}\n<script>$x^2$</script>\x1b[31m \u202eabc \ud800 ~`'
)
CLEAN = (
    '=HYPERLINK("http://x")|a_b & 100% #1 {c} <script>$x^2$</script>[U+001B][31m '
    "[U+202E]abc \ufffd ~`"
)


def column(name="c", measure="reviews", label=None, n=None):
    return Column(id=name, label=label or name.upper(), measure=measure, n=n)


def table(columns, *rows, **fields):
    """A table of rows (id, group, cell, cell, …)."""
    made = tuple(
        Row(id=name, label=f"Theme {name}", group=group, cells=dict(zip(ids, cells, strict=True)))
        for ids in [[c.id for c in columns]]
        for name, group, *cells in rows
    )
    given_fields = {"id": "t", "title": "Lessons", "head": "Theme", "n": 9} | fields
    return Table(columns=tuple(columns), rows=made, **given_fields)


PLAIN = table(
    [column("v", "words", "Verdict"), column("all", label="All reviews", n=12),
     column("k", "passages", "Kelder, J", n=1), column("d", "points", "Difference")],
    ("a", "The child", Cell(value="usable"), Cell(value=3, of=12, passages=("k/1", "f/2")),
     Cell(value=1, of=1, passages=("k/1",), present=True, strongest=0.91), Cell(value=-0.125)),
    ("b", "The child", Cell(value="weak"), Cell(value=0, of=12, note="Few marks."),
     Cell(value=1, of=1, passages=("k/3",), present=False, strongest=0.4),
     Cell(value=None, note="too few reviews")),
    ("c", "", Cell(value=None), Cell(value=12, of=12), Cell(value=0, of=1, present=False),
     Cell(value=0.004)),
    title="Lessons", n=12, footer=("12 reviews.", "Marks can be wrong."),
)  # fmt: skip
HOSTILE = table(
    [Column(id="=c", label=EVIL, measure="words"), column("n", "number", "-n")],
    ("=r", EVIL, Cell(value=EVIL, passages=("@x y/1", "p%")), Cell(value=-3, note=EVIL)),
    id="-t", title=EVIL, head=EVIL, footer=(EVIL, "1. +x", "# y"),
)  # fmt: skip


def text_of(form, *tables):
    return formats.write(tables, form).decode("utf-8-sig" if form == "csv" else "utf-8")


@pytest.mark.parametrize(
    ("measure", "cell", "words"),
    [
        ("reviews", {"value": 3, "of": 8}, "3 of 8"),
        ("reviews", {"value": 3, "of": 9}, "3 of 9"),
        ("reviews", {"value": 3, "of": 10}, "3 of 10 (30%)"),
        ("reviews", {"value": 12, "of": 30}, "12 of 30 (40%)"),
        ("reviews", {"value": 1, "of": 300}, "1 of 300 (under 1%)"),
        ("reviews", {"value": 299, "of": 300}, "299 of 300 (over 99%)"),
        ("reviews", {"value": 0, "of": 30}, "0 of 30 (0%)"),
        ("reviews", {"value": 30, "of": 30}, "30 of 30 (100%)"),
        ("reviews", {"value": 0, "of": 0}, "0 of 0"),
        ("reviews", {"value": 3}, "3"),
        ("passages", {"value": 4, "of": 1, "present": True}, "4"),
        ("passages", {"value": 1, "of": 1, "present": False}, "(1)"),
        ("passages", {"value": 0, "of": 1, "present": False}, "0"),
        ("passages", {"value": 4}, "4"),
        ("probability", {"value": 0.874}, "0.87"),
        ("share", {"value": 0.375, "of": 8}, "3 of 8"),
        ("share", {"value": 12 / 30, "of": 30}, "12 of 30 (40%)"),
        ("share", {"value": 0.4}, "40%"),
        ("points", {"value": 0.12}, "+12 points"),
        ("points", {"value": -0.01}, "−1 point"),
        ("points", {"value": 0.004}, "0 points"),
        ("ratio", {"value": 1.44}, "1.4"),
        ("ratio", {"value": 2}, "2.0"),
        ("ratio", {"value": 0.666}, "0.67"),
        ("ratio", {"value": 0.996}, "1.0"),
        ("ratio", {"value": 123.4}, "123"),
        ("ratio", {"value": 0}, "0"),
        ("p", {"value": 0.031}, "p = 0.03"),
        ("p", {"value": 0.0004}, "p < 0.001"),
        ("p", {"value": 0}, "p < 0.001"),
        ("p", {"value": 0.004}, "p = 0.004"),
        ("p", {"value": 0.0496}, "p = 0.050"),
        ("p", {"value": 0.052}, "p = 0.052"),
        ("p", {"value": 1}, "p = 1.00"),
        ("number", {"value": 3.46, "of": 8}, "3.5 of 8"),
        ("number", {"value": 8, "of": 8}, "8.0 of 8"),
        ("number", {"value": 0, "of": 8}, "0.0 of 8"),
        ("number", {"value": 0.04, "of": 8}, "under 0.1 of 8"),
        ("number", {"value": 2015}, "2015"),
        ("number", {"value": -1.5}, "−1.50"),
        ("number", {"value": 1234.56}, "1235"),
        ("number", {"value": 1e-9}, "1.00e-09"),
        ("words", {"value": "usable"}, "usable"),
        ("reviews", {"value": "n.a."}, "n.a."),
        ("p", {"value": None, "note": "fewer than five reviews"}, "fewer than five reviews"),
        ("p", {"value": float("nan"), "note": "no spread"}, "no spread"),
        (
            "reviews",
            {"value": None, "note": "withheld: fewer than 5 here or beside it"},
            "withheld",
        ),
        ("reviews", {"value": None, "note": "withheld"}, "withheld"),
        ("reviews", {"value": 7, "of": 8, "note": "withheld: no"}, "7 of 8"),
        ("ratio", {"value": float("inf")}, "–"),
        ("words", {"value": None}, "–"),
    ],
)
def test_a_cell_is_worded_for_people(measure, cell, words):
    assert shown(Cell(**cell), column(measure=measure)) == words


@pytest.mark.parametrize(
    ("given_column", "words"),
    [
        (column(label="All", n=8), "All"),
        (column(measure="points", label="Local", n=8), "Local (8 reviews)"),
        (column(measure="passages", label="Child F", n=1), "Child F"),
        (column(measure="passages", label="Local", n=2), "Local (2 reviews)"),
        (column(measure="share", label="Local", n=1), "Local (1 review)"),
    ],
)
def test_a_heading_says_how_many_reviews_where_the_cells_do_not(given_column, words):
    assert head(given_column) == words


def test_csv():
    assert text_of("csv", PLAIN) == (
        "table,group,row,row_label,column,column_label,"
        "measure,value,of,present,strongest,passages,note\n"
        "t,The child,a,Theme a,v,Verdict,words,usable,,,,,\n"
        "t,The child,a,Theme a,all,All reviews,reviews,3,12,,,k/1 f/2,\n"
        't,The child,a,Theme a,k,"Kelder, J",passages,1,1,TRUE,0.91,k/1,\n'
        "t,The child,a,Theme a,d,Difference,points,-0.125,,,,,\n"
        "t,The child,b,Theme b,v,Verdict,words,weak,,,,,\n"
        "t,The child,b,Theme b,all,All reviews,reviews,0,12,,,,Few marks.\n"
        't,The child,b,Theme b,k,"Kelder, J",passages,1,1,FALSE,0.4,k/3,\n'
        "t,The child,b,Theme b,d,Difference,points,,,,,,too few reviews\n"
        "t,,c,Theme c,v,Verdict,words,,,,,,\n"
        "t,,c,Theme c,all,All reviews,reviews,12,12,,,,\n"
        't,,c,Theme c,k,"Kelder, J",passages,0,1,FALSE,,,\n'
        "t,,c,Theme c,d,Difference,points,0.004,,,,,\n"
        "t,,,,,,footer,,,,,,12 reviews.\n"
        "t,,,,,,footer,,,,,,Marks can be wrong.\n"
    )
    assert formats.write([PLAIN], "csv").startswith(b"\xef\xbb\xbftable,")


def test_hostile_csv_is_text_and_numbers_only():
    words, number, *footer = csv.DictReader(io.StringIO(text_of("csv", HOSTILE)))
    assert words["table"] == "'-t"
    assert words["row"] == "'=r"
    assert words["value"] == words["column_label"] == f"'{CLEAN}"
    assert words["passages"] == "'@x%20y/1 p%25"
    assert number["value"] == "-3"
    assert number["column_label"] == "'-n"
    assert [line["note"] for line in footer] == [f"'{CLEAN}", "1. +x", "# y"]
    assert {line["measure"] for line in footer} == {"footer"}


def test_json():
    small = table(
        [column(n=3)], ("a", "", Cell(value=2, of=3, passages=("f/1",))), footer=('He said "no".',)
    )
    assert text_of("json", small, PLAIN).startswith(
        '{"format": "scr-mine-table", "version": 1, "tables": [\n'
        "{\n"
        ' "id": "t",\n "title": "Lessons",\n "head": "Theme",\n "n": 9,\n'
        ' "columns": [\n  {"id": "c", "label": "C", "measure": "reviews", "n": 3}\n ],\n'
        ' "rows": [\n  {"id": "a", "label": "Theme a", "group": ""}\n ],\n'
        ' "cells": [\n  {"row": "a", "column": "c", "value": 2, "of": 3, "passages": ["f/1"], '
        '"present": null, "strongest": null, "note": ""}\n ],\n'
        ' "footer": [\n  "He said \\"no\\"."\n ]\n'
        "},\n{\n"
    )
    hostile = json.loads(text_of("json", HOSTILE))["tables"][0]
    assert hostile["title"] == EVIL.replace("\ud800", "\ufffd")


def test_markdown():
    assert text_of("md", PLAIN) == (
        "## Lessons\n"
        "\n"
        "| Theme | Verdict | All reviews | Kelder, J | Difference |\n"
        "| --- | --- | ---: | ---: | ---: |\n"
        "| **The child** |  |  |  |  |\n"
        "| Theme a | usable | 3 of 12 (25%) | 1 | −12 points |\n"
        "| Theme b | weak | 0 of 12 (0%) \\[1\\] | (1) | too few reviews |\n"
        "| Theme c | – | 12 of 12 (100%) | 0 | 0 points |\n"
        "\n"
        "- \\[1\\] Few marks.\n"
        "- 12 reviews.\n"
        "- Marks can be wrong.\n"
        "\n"
        "<details>\n"
        "<summary>Passages behind the figures</summary>\n"
        "\n"
        "- Theme a\n"
        "  - All reviews: `k/1` `f/2`\n"
        "  - Kelder, J (strongest 0.91): `k/1`\n"
        "- Theme b\n"
        "  - Kelder, J (strongest 0.40): `k/3`\n"
        "\n"
        "</details>\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a|b", r"a\|b"),
        ("a\\|b", r"a\\\|b"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("![x](http://y)", r"!\[x\](http://y)"),
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("12. x", r"12\. x"),
        ("12 x", "12 x"),
        ("3 of 8 (a-b, c. d)", "3 of 8 (a-b, c. d)"),
        ("$a$ *b* _c_ ~~d~~ `e`", r"\$a\$ \*b\* \_c\_ \~\~d\~\~ \`e\`"),
    ],
)
def test_markdown_is_read_as_it_stands(text, line):
    assert markdown.line_of(text) == line


@pytest.mark.parametrize(("text", "span"), [("f/1", "`f/1`"), ("a`b", "``a`b``"), ("`", "`` ` ``")])
def test_nothing_ends_a_code_span(text, span):
    assert markdown.code(text) == span


def test_latex():
    assert text_of("tex", PLAIN) == (
        "% In the preamble: \\usepackage{booktabs,longtable,array,pdflscape}\n"
        "\\begin{longtable}{@{}>{\\raggedright\\arraybackslash}p{4.5cm}"
        ">{\\raggedright\\arraybackslash}p{3.5cm}>{\\raggedleft\\arraybackslash}p{1.8cm}"
        ">{\\raggedleft\\arraybackslash}p{1.8cm}>{\\raggedright\\arraybackslash}p{3.5cm}@{}}\n"
        "\\caption{Lessons}\\label{tab:t}\\\\\n"
        "\\toprule\n"
        "Theme & Verdict & All reviews & Kelder, J & Difference \\\\\n"
        "\\midrule\n"
        "\\endfirsthead\n"
        "\\toprule\n"
        "Theme & Verdict & All reviews & Kelder, J & Difference \\\\\n"
        "\\midrule\n"
        "\\endhead\n"
        "\\bottomrule\n"
        "\\endfoot\n"
        "\\multicolumn{5}{@{}l}{\\textbf{The child}} \\\\*\n"
        "Theme a & usable & 3 of 12 (25\\%) & 1 & $-$12 points \\\\\n"
        "Theme b & weak & 0 of 12 (0\\%) {[}1{]} & (1) & too few reviews \\\\\n"
        "Theme c & – & 12 of 12 (100\\%) & 0 & 0 points \\\\\n"
        "\\end{longtable}\n"
        "\\begin{flushleft}\\footnotesize\n"
        "{[}1{]} Few marks.\\par\n"
        "12 reviews.\\par\n"
        "Marks can be wrong.\\par\n"
        "\\end{flushleft}\n"
        "% Theme a, All reviews: k/1 f/2\n"
        "% Theme a, Kelder, J (strongest 0.91): k/1\n"
        "% Theme b, Kelder, J (strongest 0.40): k/3\n"
    )


def tex_columns(spec):
    return spec.count("\\arraybackslash}p{")


def test_a_wide_table_is_turned_and_cut_into_parts_that_a_page_holds():
    columns = [column(f"y{n}", label=f"Year {n}", n=30) for n in range(25)]
    made = table(columns, ("a", "The child", *[Cell(value=1, of=30)] * 25), footer=("Marks.",))
    lines = text_of("tex", made).split("\n")
    specs = [line for line in lines if line.startswith("\\begin{longtable}")]
    assert [tex_columns(spec) - 1 for spec in specs] == [9, 9, 7]
    assert lines[1] == "\\begin{landscape}"
    assert lines[-2] == "\\end{landscape}"
    assert [line for line in lines if "caption" in line] == [
        r"\caption{Lessons (columns 1 to 9 of 25)}\label{tab:t}" + "\\\\",
        r"\caption[]{Lessons (columns 10 to 18 of 25)}" + "\\\\",
        r"\caption[]{Lessons (columns 19 to 25 of 25)}" + "\\\\",
    ]
    assert lines.count(r"\addtocounter{table}{-1}") == 2
    assert lines.count("Marks.\\par") == 1
    heads = [line for line in lines if line.startswith("Theme & ")]
    assert [head.split(" & ")[1] for head in heads[::2]] == ["Year 0", "Year 9", "Year 18"]


def test_every_part_of_a_table_fits_on_a_page_and_all_columns_are_in_one():
    columns = [column(f"c{n}", "words" if n % 5 == 0 else "reviews") for n in range(60)]
    made = table(columns, ("a", "", *[Cell(value=1, of=9)] * 60))
    cut = latex.parts(made)
    assert [c for part in cut for c in part.columns] == columns
    for part in cut:
        wide = sum(3.5 if c.measure == "words" else 1.8 for c in part.columns)
        assert 4.5 + wide + 0.42 * len(part.columns) <= 25.7


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("100% & $5 #1 a_b", r"100\% \& \$5 \#1 a\_b"),
        ("~ ^ < > | `", r"\textasciitilde{} \textasciicircum{} \textless{} \textgreater{} "
         r"\textbar{} \textasciigrave{}"),
        ("[2cm] * x", "{[}2cm{]} {*} x"),
        ("a-b -- c --- d", "a-b {-}{-} c {-}{-}{-} d"),
        ("a\n%b", r"a \%b"),
        ("Ynys Môn – ‘q’", "Ynys Môn – ‘q’"),
    ],
)  # fmt: skip
def test_latex_is_read_as_it_stands(text, line):
    assert latex.escaped(text) == line


def test_html():
    assert text_of("html", PLAIN) == (
        '<section class="scr-table" data-table="t" data-n="12">\n'
        "<table>\n"
        "<caption>Lessons</caption>\n"
        "<thead>\n"
        '<tr><th scope="col">Theme</th><th scope="col" class="scr-words">Verdict</th>'
        '<th scope="col" class="scr-reviews">All reviews</th>'
        '<th scope="col" class="scr-passages">Kelder, J</th>'
        '<th scope="col" class="scr-points">Difference</th></tr>\n'
        "</thead>\n"
        "<tbody>\n"
        '<tr class="scr-group"><th scope="rowgroup" colspan="5">The child</th></tr>\n'
        '<tr data-row="a"><th scope="row">Theme a</th><td class="scr-words">usable</td>'
        '<td class="scr-reviews" data-value="3" data-of="12" data-passages="k/1 f/2">'
        "3 of 12 (25%)</td>"
        '<td class="scr-passages" data-value="1" data-of="1" data-strongest="0.91" '
        'data-passages="k/1">1</td>'
        '<td class="scr-points" data-value="-0.125">−12 points</td></tr>\n'
        '<tr data-row="b"><th scope="row">Theme b</th><td class="scr-words">weak</td>'
        '<td class="scr-reviews" data-value="0" data-of="12">0 of 12 (0%) [1]</td>'
        '<td class="scr-passages scr-weak" data-value="1" data-of="1" data-strongest="0.4" '
        'data-passages="k/3">(1)</td>'
        '<td class="scr-points scr-withheld">too few reviews</td></tr>\n'
        "</tbody>\n"
        "<tbody>\n"
        '<tr data-row="c"><th scope="row">Theme c</th><td class="scr-words scr-withheld">–</td>'
        '<td class="scr-reviews" data-value="12" data-of="12">12 of 12 (100%)</td>'
        '<td class="scr-passages" data-value="0" data-of="1">0</td>'
        '<td class="scr-points" data-value="0.004">0 points</td></tr>\n'
        "</tbody>\n"
        "</table>\n"
        '<ul class="scr-notes">\n<li>[1] Few marks.</li>\n</ul>\n'
        '<ul class="scr-footer">\n<li>12 reviews.</li>\n<li>Marks can be wrong.</li>\n</ul>\n'
        '<details class="scr-evidence">\n<summary>Passages behind the figures</summary>\n<ul>\n'
        "<li>Theme a<ul><li>All reviews: <code>k/1</code> <code>f/2</code></li>"
        "<li>Kelder, J (strongest 0.91): <code>k/1</code></li></ul></li>\n"
        "<li>Theme b<ul><li>Kelder, J (strongest 0.40): <code>k/3</code></li></ul></li>\n"
        "</ul>\n</details>\n"
        "</section>\n"
    )


def test_hostile_html_is_text():
    made = text_of("html", HOSTILE)
    assert "<script" not in made
    assert "style=" not in made
    root = etree.fromstring(made)
    assert root.findtext(".//caption") == CLEAN
    assert root.find(".//td").get("data-passages") == "@x%20y/1 p%25"
    assert [code.text for code in root.iter("code")] == ["@x y/1", "p%"]
    assert html.escaped('"a" & <b>') == "&quot;a&quot; &amp; &lt;b&gt;"


def opened(*tables):
    return openpyxl.load_workbook(io.BytesIO(formats.write(tables, "xlsx")))


def test_xlsx():
    book = opened(PLAIN)
    assert book.sheetnames == ["t", "Evidence", "Notes"]
    sheet = book["t"]
    assert [[cell.value for cell in row] for row in sheet["A1:F12"]] == [
        ["Lessons", None, None, None, None, None],
        ["Group", "Theme", "Verdict", "All reviews", "Kelder, J", "Difference"],
        ["The child", None, None, None, None, None],
        ["The child", "Theme a", "usable", 3, 1, -12.5],
        ["The child", "Theme b", "weak", 0, 1, "too few reviews"],
        [None, "Theme c", "–", 12, 0, 0.4],
        [None, None, None, None, None, None],
        ["A count in brackets: that many passages, too few or too weak to count as present.",
         None, None, None, None, None],
        ["A figure with * has a note on the sheet Notes.", None, None, None, None, None],
        ["12 reviews.", None, None, None, None, None],
        ["Marks can be wrong.", None, None, None, None, None],
        [None, None, None, None, None, None],
    ]  # fmt: skip
    assert sheet["D4"].number_format == '0" of 12"'
    assert sheet["D5"].number_format == '0" of 12""*"'
    assert sheet["E5"].number_format == "(0)"
    assert sheet["F4"].number_format == '+0.0" points";"−"0.0" points";0" points"'
    assert sheet["F6"].number_format == '0" points";0" points";0" points"'
    assert sheet["D2"].font.bold
    assert sheet["A3"].font.bold
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == "A2:F6"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$2:$2"
    assert list(book["Evidence"].values) == [
        ("table", "row_label", "column", "column_label", "passage", "present",
         "strongest_in_cell"),
        ("t", "Theme a", "all", "All reviews", "k/1", None, None),
        ("t", "Theme a", "all", "All reviews", "f/2", None, None),
        ("t", "Theme a", "k", "Kelder, J", "k/1", "yes", 0.91),
        ("t", "Theme b", "k", "Kelder, J", "k/3", "no", 0.4),
    ]  # fmt: skip
    assert list(book["Notes"].values)[-4:] == [
        ("t", "table", "Marks can be wrong."),
        ("t", "Evidence", xlsx_lines.ONCE),
        ("t", "Theme b, All reviews", "Few marks."),
        ("t", "Theme b, Difference", "too few reviews"),
    ]


def test_hostile_xlsx_holds_no_formula_and_no_link():
    made = formats.write([HOSTILE], "xlsx")
    with ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"hyperlink" in sheet.lower() for sheet in sheets[:1])
    book = opened(HOSTILE)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    sheet = book[book.sheetnames[0]]
    assert sheet["C4"].value == f"{CLEAN}"
    assert sheet["C4"].quotePrefix
    assert sheet["D4"].value == -3


@pytest.mark.parametrize(
    ("measure", "cell", "code"),
    [
        ("probability", {"value": 0.874}, "0.00"),
        ("share", {"value": 0.375, "of": 8}, "?/8"),
        ("share", {"value": 0.4, "of": 30}, '0%" of 30"'),
        ("share", {"value": 0.4}, "0%"),
        ("ratio", {"value": 2}, "0.0"),
        ("ratio", {"value": 0.66}, "0.00"),
        ("ratio", {"value": 66.6}, "0"),
        ("p", {"value": 0.031}, '"p = "0.00'),
        ("p", {"value": 0.004}, '"p = "0.000'),
        ("p", {"value": 0.0004}, '"p < 0.001"'),
        ("number", {"value": 3.46, "of": 8}, '0.0" of 8"'),
        ("number", {"value": 2015}, "0"),
        ("number", {"value": 1.5}, "0.00"),
        ("number", {"value": 1e-9}, "0.00E+00"),
        ("ratio", {"value": 0}, "0"),
        ("ratio", {"value": 0.0}, "0"),
        ("ratio", {"value": 1e-9}, "0.00E+00"),
        ("points", {"value": -0.004}, '0" points";0" points";0" points"'),
        ("points", {"value": -0.005}, '+0.0" points";"−"0.0" points";0" points"'),
    ],
)
def test_excel_shows_numbers_in_the_same_words(measure, cell, code):
    value = figure(Cell(**cell))
    assert xlsx_styles.number_format(value, Cell(**cell), column(measure=measure))[0] == code


def test_too_many_number_formats_fall_back_to_plain_numbers():
    rows = [(str(n), "", Cell(value=1, of=n)) for n in range(1, xlsx_styles.MAX_FORMATS + 9)]
    sheet = opened(table([column()], *rows))["t"]
    codes = [row[1].number_format for row in sheet.iter_rows(min_row=3)]
    assert codes[0] == '0" of 1"'
    assert codes[-1] == "0"
    assert len(set(codes)) == xlsx_styles.MAX_FORMATS + 1


def test_sheets_have_names_that_excel_takes():
    ids = ["a/b", "A-b", "notes", "Evidence 2", "x" * 40, "x" * 41, "'", ""]
    assert xlsx.sheet_names([table([], id=name) for name in ids]) == [
        *("a-b", "A-b-2", "notes-2", "Evidence 2-2", "x" * 31, f"{'x' * 29}-2"),
        *("table", "table-2"),
    ]


def test_evidence_goes_on_in_a_further_sheet(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 40)
    ids = tuple(f"f/{n}" for n in range(50))
    book = opened(table([column()], ("a", "G", Cell(value=1, of=1, passages=ids))))
    assert book.sheetnames == ["t", "Evidence", "Evidence 2", "Notes"]
    lines = [line for name in book.sheetnames[1:3] for line in list(book[name].values)[1:]]
    assert [line[4] for line in lines] == list(ids)


def test_passages_of_a_total_beside_a_column_for_each_review_are_listed_once():
    columns = [
        column("all", label="All"),
        column("k", "passages", n=1),
        column("f", "passages", n=1),
    ]
    one, two, weak_one = ("k/1", "k/2"), ("f/1",), ("f/2",)
    made = table(
        columns,
        ("a", "", Cell(value=2, of=2, passages=one + two), Cell(value=2, of=1, passages=one),
         Cell(value=1, of=1, passages=two)),
        ("b", "", Cell(value=1, of=2, passages=("k/9",)), Cell(value=0, of=1),
         Cell(value=1, of=1, passages=weak_one, present=False)),
    )  # fmt: skip
    lines = [(line[2], line[4]) for line in list(opened(made)["Evidence"].values)[1:]]
    assert lines == [
        ("k", "k/1"), ("k", "k/2"), ("f", "f/1"), ("all", "k/9"), ("f", "f/2"),
    ]  # fmt: skip


def test_a_workbook_too_large_for_memory_holds_the_same(monkeypatch):
    usual = opened(PLAIN, HOSTILE)
    monkeypatch.setattr(xlsx, "IN_MEMORY_UP_TO", 1)
    large = formats.write([PLAIN, HOSTILE], "xlsx")
    assert large == formats.write([PLAIN, HOSTILE], "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(large))
    assert {s.title: list(s.values) for s in book} == {s.title: list(s.values) for s in usual}


def test_a_table_too_wide_for_a_sheet_is_an_error_that_says_what_to_do():
    wide = table([column(str(n)) for n in range(xlsx.MAX_COLUMNS)])
    with pytest.raises(OutputError) as caught:
        formats.write([wide], "xlsx")
    assert str(caught.value) == (
        "t: with 0 rows and 16384 columns it is too large for a spreadsheet; "
        "write it as CSV or JSON."
    )


def test_text_longer_than_a_cell_is_cut_with_a_sign():
    long = table([column(measure="words")], ("a", "", Cell(value="😀" * 20_000)))
    value = opened(long)["t"]["B3"].value
    assert value.endswith("😀…")
    assert len(value.encode("utf-16-le")) // 2 <= xlsx.MAX_TEXT


def test_text():
    assert as_text(PLAIN, width=80) == (
        "Lessons\n"
        "                                   Kelder,\n"
        "Theme     Verdict      All reviews    J         Difference\n"
        "THE CHILD\n"
        "  Theme a usable     3 of 12 (25%)    ●         −12 points\n"
        "  Theme b weak    0 of 12 (0%) [1]   (1)   too few reviews\n"
        "Theme c   –        12 of 12 (100%)                0 points\n"
        "\n"
        "● present; (2) that many passages, too few or too weak to count.\n"
        "[1] Few marks.\n"
        "\n"
        "12 reviews.\n"
        "Marks can be wrong.\n"
    )


def by_review(number):
    columns = [column("all", label="All reviews", n=number)]
    columns += [column(f"r{n}", "passages", f"Case {n}", n=1) for n in range(number)]
    cells = [Cell(value=1, of=1, present=n % 2 == 0) for n in range(number)]
    return table(columns, ("a", "", Cell(value=number, of=number), *cells), n=number)


def test_up_to_sixteen_reviews_each_has_its_dot_and_beyond_none_has():
    sixteen = as_text(by_review(16), width=100)
    assert sixteen.count("●") == 8 + 1
    assert sixteen.count("(1)") == 8
    assert "\n  16  Case 15\n" in sixteen
    seventeen = as_text(by_review(17), width=100)
    assert "●" not in seventeen
    assert seventeen.endswith(
        "\nLeft out here: a column for each of 17 reviews. Every file format (csv, xlsx, html and "
        "others) has\nthem.\n"
    )


def test_columns_that_do_not_fit_are_named_and_sentences_stay():
    wide = table(
        [*(column(f"y{n}") for n in range(9)), column("s", "words", "In words")],
        ("a", "", *(Cell(value=n, of=9) for n in range(9)), Cell(value="We cannot say more. " * 3)),
    )
    made = as_text(wide, width=80)
    assert "  0 of 9  1 of 9  2 of 9  3 of 9  We cannot say more. We cannot say\n" in made
    assert "Too wide for this window: Y4; Y5; Y6; Y7; Y8. Every file format" in made
    assert max(map(len, made.splitlines())) <= 80


def test_of_many_columns_that_do_not_fit_six_are_named_and_the_rest_counted():
    wide = table([column(f"y{n}") for n in range(20)], ("a", "", *[Cell(value=1, of=9)] * 20))
    made = " ".join(as_text(wide, width=80).split())
    assert "window: Y8; Y9; Y10; Y11; Y12; Y13; 6 more columns. Every file format" in made


def test_of_several_columns_of_words_those_on_the_right_go_first():
    """A figure on the left stays where words are wide, and no note of a column left out is kept."""
    wide = table(
        [column("ours", label="Ours"), column("theirs", "share", "Published"),
         *(column(f"w{n}", "words", f"Words {n}") for n in range(5))],
        ("a", "", Cell(value=3, of=8), Cell(value=0.75, note="Of boys only."),
         *[Cell(value="words of some length, " * 3)] * 4,
         Cell(value="words of some length", note="Not seen.")),
    )  # fmt: skip
    made = as_text(wide, width=80)
    assert "3 of 8    75% [1]  words of" in made
    assert "window: Words 2; Words 3; Words 4. Every" in " ".join(made.split())
    assert "[1] Of boys only." in made
    assert "Not seen." not in made


WITHHELD = "withheld: fewer than 5 here or beside it"
GUARDED = table(
    [column("all", label="All reviews", n=12), column("local", label="Local", n=8)],
    ("a", "", Cell(value=7, of=12), Cell(value=None, note=WITHHELD)),
    ("b", "", Cell(value=None, note=WITHHELD), Cell(value=0, of=8)),
    footer=("12 reviews.",),
)


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ([Cell(value=None, note=WITHHELD), Cell(value=6)], [f"{WITHHELD}."]),
        ([Cell(value=None, note=WITHHELD), Cell(value=0)],
         [f"{WITHHELD}; counts of 0 are shown."]),
        ([Cell(value=None, note="too few reviews"), Cell(value=0)], []),
        ([Cell(value=0), Cell(value=6)], []),
    ],
)  # fmt: skip
def test_why_counts_are_withheld_is_said_once_below_and_so_are_zeros(cells, lines):
    made = table([column("all"), column("local")], ("a", "", *cells), footer=("12 reviews.",))
    assert list(below(made)) == [*lines, "12 reviews."]


@pytest.mark.parametrize("form", ["md", "tex", "html", "xlsx", "text"])
def test_a_withheld_count_is_marked_shortly_in_its_cell_and_explained_once(form):
    if form == "xlsx":
        cells = [c.value for sheet in opened(GUARDED) for line in sheet.iter_rows() for c in line]
        said = "\n".join(str(value) for value in cells if value is not None)
        said = said.partition("table\n")[0]
    else:
        said = as_text(GUARDED) if form == "text" else text_of(form, GUARDED)
    assert said.count("fewer than 5 here or beside it; counts of 0 are shown.") == 1
    assert said.count("withheld") - said.count("scr-withheld") == 3


@pytest.mark.parametrize("form", ["csv", "json"])
def test_for_programs_each_withheld_count_keeps_its_reason(form):
    said = text_of(form, GUARDED)
    assert said.count(WITHHELD) == 3
    assert said.count(f"{WITHHELD}; counts of 0 are shown.") == 1


def test_withheld_counts_do_not_make_columns_of_latex_wide():
    assert "3.5cm" not in text_of("tex", GUARDED)


def test_a_column_is_as_wide_as_the_longest_word_over_it():
    sheet = opened(table([column("all", label="Reviews with a recommendation", n=12)],
                         ("a", "", Cell(value=3, of=12))))["t"]  # fmt: skip
    assert sheet.column_dimensions["B"].width >= len("recommendation") + 2


def test_a_reason_of_several_lines_reads_from_the_left():
    made = as_text(
        table(
            [column("p", "p", "p")],
            ("a", "", Cell(value=0.2)),
            ("b", "", Cell(value=None, note="not compared, as the groups are too unlike")),
        ),
        width=40,
    )
    assert made.splitlines()[2:5] == [
        "Theme a                         p = 0.20",
        "Theme b    not compared, as the groups",
        "           are too unlike",
    ]


@pytest.mark.parametrize("form", formats.WRITERS)
def test_every_format_is_the_same_bytes_each_time_and_takes_no_or_several_tables(form):
    several = formats.write([PLAIN, HOSTILE, PLAIN], form)
    assert several == formats.write([PLAIN, HOSTILE, PLAIN], form)
    assert b"\x1b" not in several or form == "xlsx"
    assert formats.write([], form) == formats.write((), form)


def test_an_unknown_format_is_an_error_that_names_the_others():
    with pytest.raises(UsageError) as caught:
        formats.write([PLAIN], "odt")
    assert str(caught.value) == (
        "There is no table format 'odt'; use csv, json, md, tex, xlsx, html."
    )


MEASURES = (
    "reviews",
    "passages",
    "probability",
    "share",
    "points",
    "ratio",
    "p",
    "number",
    "words",
)
TEXT = st.text(st.characters(), max_size=8) | st.sampled_from([EVIL, "=1", "'", "3", "TRUE", "a b"])
IDS = TEXT.filter(clean)


@st.composite
def cells(draw):
    number = st.integers(-9, 40) | st.floats(-2, 50, allow_subnormal=False)
    return Cell(
        value=draw(st.none() | TEXT | number),
        of=draw(st.none() | st.integers(0, 40)),
        passages=tuple(draw(st.lists(IDS, max_size=3))),
        present=draw(st.sampled_from([True, False, None])),
        strongest=draw(st.none() | st.floats(0, 1)),
        note=draw(st.just("") | TEXT),
    )


@st.composite
def tables(draw):
    names = st.lists(TEXT, unique=True, max_size=3)
    columns = tuple(
        Column(id=name, label=draw(TEXT), measure=draw(st.sampled_from(MEASURES)),
               n=draw(st.none() | st.integers(0, 40)))
        for name in draw(names)
    )  # fmt: skip
    rows = tuple(
        Row(id=name, label=draw(TEXT), group=draw(st.sampled_from(["", "G", EVIL])),
            cells={c.id: draw(cells()) for c in columns})
        for name in draw(names)
    )  # fmt: skip
    n, footer = draw(st.integers(0, 99)), tuple(draw(st.lists(TEXT, max_size=2)))
    words = {name: draw(TEXT) for name in ("id", "title", "head")}
    return Table(columns=columns, rows=rows, n=n, footer=footer, **words)


def places(made):
    return [(row, c, row.cells[c.id]) for row in made.rows for c in made.columns]


@settings(deadline=None)
@given(tables())
def test_every_value_and_passage_is_found_again_in_the_csv(made):
    lines = list(csv.DictReader(io.StringIO(text_of("csv", made), newline="")))
    assert len(lines) == len(places(made)) + len(made.footer)
    assert [bare(line["note"]) for line in lines[len(places(made)) :]] == [
        clean(sentence) for sentence in made.footer
    ]
    for line, (row, col, cell) in zip(lines, places(made), strict=False):
        assert bare(line["row"]) == clean(row.id)
        assert bare(line["column_label"]) == clean(col.label)
        if isinstance(cell.value, (int, float)):
            assert float(line["value"]) == cell.value
        else:
            assert bare(line["value"]) == clean(cell.value or "")
        ids = bare(line["passages"])
        assert [unquote(name) for name in ids.split(" ") if ids] == list(map(clean, cell.passages))
        assert bare(line["note"]) == clean(cell.note)


@settings(deadline=None)
@given(tables())
def test_every_value_and_passage_is_found_again_in_the_json(made):
    read = json.loads(text_of("json", made))
    jsonschema.validate(read, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (found,) = read["tables"]
    for cell, (row, col, given_cell) in zip(found["cells"], places(made), strict=True):
        value = given_cell.value
        assert cell["row"] == whole(row.id)
        assert cell["column"] == whole(col.id)
        assert cell["value"] == (whole(value) if isinstance(value, str) else value)
        assert cell["passages"] == list(map(whole, given_cell.passages))
        assert cell["strongest"] == given_cell.strongest


@settings(deadline=None, max_examples=40)
@given(tables())
def test_every_value_and_passage_is_found_again_in_the_workbook(made):
    book = opened(made)
    sheet = book[book.sheetnames[0]]
    first = 1 + any(row.group for row in made.rows)
    lines = [row for row in sheet.iter_rows(min_row=3) if len(row) > first]
    written = [row for row in lines if not row[0].font.bold][: len(made.rows)]
    for line, row in zip(written, made.rows, strict=bool(made.columns)):
        for cell, col in zip(line[first:], made.columns, strict=False):
            wanted = row.cells[col.id]
            if isinstance(wanted.value, (int, float)):
                times = 100 if col.measure == "points" else 1
                assert cell.value == pytest.approx(wanted.value * times, rel=1e-14)
            elif wanted.value is not None:
                star = "*" if wanted.note else ""
                assert (cell.value or "") == clean(wanted.value) + star
    found = {(line[1] or "", line[4]) for line in list(book["Evidence"].values)[1:]}
    assert found == {
        (clean(row.label), clean(name)) for row, _, cell in places(made) for name in cell.passages
    }


@settings(deadline=None)
@given(tables())
def test_every_cell_stands_in_its_place_in_the_fragment(made):
    root = etree.fromstring(text_of("html", made))
    found = root.findall(".//td")
    for cell, (_, col, wanted) in zip(found, places(made), strict=True):
        assert (cell.text or "").startswith(shown(wanted, col))
        assert ("scr-weak" in cell.get("class")) == weak(wanted, col)


@settings(deadline=None)
@given(tables())
def test_no_text_adds_a_column_to_markdown_or_latex(made):
    lines = [line for line in text_of("md", made).split("\n") if line.startswith("| ")]
    assert len(lines) >= 2 + len(made.rows)
    for line in lines:
        assert re.sub(r"\\.", "", line).count("|") == len(made.columns) + 2
    rows = [line for line in text_of("tex", made).split("\n") if line.endswith(r" \\")]
    for line in rows:
        assert re.sub(r"\\.", "", line).count("&") == len(made.columns)


@settings(deadline=None)
@given(tables(), st.integers(20, 120))
def test_a_terminal_table_is_never_wider_than_asked_for(made, width):
    from rich.cells import cell_len

    assert max(map(cell_len, as_text(made, width=width).splitlines())) <= width


@settings(deadline=None)
@given(st.floats(1e-5, 1e5), st.sampled_from([2, 3]))
def test_so_many_figures_are_shown_and_no_fewer(value, figures):
    text = f"{value:.{decimals(value, figures)}f}"
    assert len(text.replace(".", "").lstrip("0")) >= figures


def test_the_examples_in_the_documents_are_what_is_written():
    columns = [column("reviews", label="All reviews", n=8),
               column("child-f", "passages", "Wexmoor, Child F", n=1),
               column("gap", "points", "Difference")]  # fmt: skip
    cells = {
        "reviews": Cell(value=2, of=8, strongest=0.91, passages=("child-f/0a1b", "child-j/2c3d")),
        "child-f": Cell(value=1, of=1, strongest=0.91, passages=("child-f/0a1b",), present=True),
        "gap": Cell(value=None, note="fewer than five reviews in a group"),
    }
    made = Table(
        id="lessons", title="Lessons", head="Theme", n=8, columns=tuple(columns),
        rows=(Row(id="neglect", label="Neglect", group="The child", cells=cells),),
        footer=("8 reviews. Marks can be wrong.",),
    )  # fmt: skip
    documents = (SCHEMA.parent.parent / "tables.md").read_text(encoding="utf-8")
    for form in ("csv", "json"):
        assert f"```{form}\n{text_of(form, made)}```\n" in documents
    names = set(re.findall(r'class="(scr-[a-z-]+)', text_of("html", PLAIN)))
    assert {name for name in names if name.split("-")[1] not in MEASURES} <= set(
        re.findall(r"scr-[a-z]+", documents)
    )
