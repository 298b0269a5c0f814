import pytest
from make import document

from scr_mine import manifest, titlepage
from scr_mine.errors import ManifestError
from scr_mine.records import Review

HEAD = "file,review_id,board,label,year,scope,nation,kind\n"


def load(tmp_path, text):
    path = tmp_path / "reviews.csv"
    path.write_text(text, encoding="utf-8")
    return manifest.load(path)


def test_two_files_with_one_id_are_one_review(tmp_path):
    rows = load(
        tmp_path,
        HEAD + "a.pdf,f,Wexmoor LSCB,Child F,2009,LOCAL,England,scr\nb.docx,f,,,,,,\n\n",
    )
    assert rows["a.pdf"] == Review(
        review_id="f",
        board="Wexmoor LSCB",
        label="Child F",
        year=2009,
        scope="local",
        nation="England",
        kind="scr",
    )
    assert rows["b.docx"].review_id == "f"


def test_a_semicolon_file_with_a_byte_order_mark_is_read(tmp_path):
    rows = load(tmp_path, "\ufeffFile;Year\nsub\\a.pdf;2011\n")
    assert rows["sub/a.pdf"].year == 2011
    assert rows["sub/a.pdf"].review_id == "a"


def test_the_separator_line_of_excel_and_a_space_in_a_heading_are_understood(tmp_path):
    rows = load(tmp_path, "sep=;\r\nFile;Review ID;Year\r\na.pdf;case;2011\r\n")
    assert (rows["a.pdf"].review_id, rows["a.pdf"].year) == ("case", 2011)
    with pytest.raises(ManifestError, match="line 3: the year 'x'"):
        load(tmp_path, "sep=;\nfile;year\na.pdf;x\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\na.pdf\n", "it has no column 'file'; add one with the file names."),
        (HEAD + "a,,,,19,,,\n", ", line 2: the year '19' is not a year such as 2019; correct it."),
        (
            HEAD + "a,,,,,regional,,\n",
            ", line 2: the scope 'regional' is not one of local, national; correct it.",
        ),
        (
            HEAD + "Reviews.pdf,,,,,,,\n",
            ", line 2: 'reviews' is the name of a column; give it another review_id.",
        ),
        (HEAD + "a,,,,,,,\na,,,,,,,\n", ", line 3: a is listed twice; keep one line for it."),
        (
            HEAD + "a,r,,,2009,,,\nb,r,,,2010,,,\n",
            "'r' has two values of year, '2009' and '2010'; make them agree or give one file "
            "another review_id.",
        ),
    ],
)
def test_faults_are_one_sentence(tmp_path, text, message):
    with pytest.raises(ManifestError) as caught:
        load(tmp_path, text)
    separator = "" if message.startswith(",") else ": "
    assert str(caught.value) == f"reviews.csv{separator}{message}"


def test_a_drafted_manifest_is_read_back_as_it_was(tmp_path):
    review = Review(
        review_id="f", board="Wexmoor, and Dale", label="Child F", year=2009, inferred=("board",)
    )
    assert load(tmp_path, manifest.dumps([("a.pdf", review)])) == {"a.pdf": review}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "Wexmoor Local Safeguarding Children Board\nSERIOUS CASE REVIEW\nChild F\nJune 2009",
            {
                "board": "Wexmoor Local Safeguarding Children Board",
                "label": "Child F",
                "year": 2009,
                "kind": "scr",
            },
        ),
        (
            "Vale of Kelder Safeguarding Children Partnership\nLocal Child Safeguarding Practice "
            "Review\nYoung Person J\nPublished: March 2022. "
            "The events took place in 2019 and 2020.",
            {
                "board": "Vale of Kelder Safeguarding Children Partnership",
                "label": "Young Person J",
                "year": 2022,
                "kind": "lcspr",
            },
        ),
        (
            "Strathorran Child Protection Committee\nLearning Review\nYoung Person R",
            {
                "board": "Strathorran Child Protection Committee",
                "label": "Young Person R",
                "kind": "learning-review",
                "nation": "Scotland",
            },
        ),
        ("Child F and Child G\n2009 or 2010", {}),
        ("Minutes of the allotment society", {}),
    ],
)
def test_only_what_a_title_page_plainly_says_is_taken(page, said):
    from dataclasses import replace

    made = replace(document(("paragraph", "x")), title_page=page)
    assert titlepage.said(made) == said


def test_what_is_given_is_never_overwritten():
    given = Review(review_id="a", year=2001)
    filled = titlepage.fill(given, {"year": 2009, "label": "Child F"})
    assert filled == Review(review_id="a", year=2001, label="Child F", inferred=("label",))


def test_a_drafted_manifest_holds_no_formula_and_is_read_back(tmp_path):
    path = tmp_path / "reviews.csv"
    rows = {
        name: Review(review_id=label, label=label)
        for name, label in (("=cmd|'x'!A0.txt", "@A"), ("'a.txt", "'B"), ("'=b.txt", "-C"))
    }
    text = manifest.dumps(rows.items())
    assert [line[:3] for line in text.splitlines()[1:]] == ["'=c", "'a.", "''="]
    path.write_text(text)
    assert manifest.load(path) == rows


def test_a_quote_that_is_never_closed_is_one_sentence_and_no_crash(tmp_path):
    with pytest.raises(ManifestError) as caught:
        load(tmp_path, 'file,review_id\n"' + "x" * 200_000)
    assert str(caught.value) == (
        "reviews.csv: not a table (field larger than field limit (131072)); save it as 'CSV UTF-8'."
    )
