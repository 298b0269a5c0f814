"""Broken and hostile files: each ends in passages, or in a sentence with the reason."""

import socket
from itertools import chain

import pytest
from broken import (
    make,
    mutations,
    office_files,
    pdf_files,
    slide_files,
    text_files,
    zip_files,
)

from scr_mine import engine, steps
from scr_mine.engine import Lost
from scr_mine.inert import clean
from scr_mine.steps import Read, Unread

#: Too slow for a test; `bench/broken.py` has them.
SLOW = {
    *("docx-links-to-one-header-5000-times.docx", "zip-bomb-of-many-parts.docx"),
    *("html-attribute-of-ten-megabytes.html", "html-breaks-many.html", "html-deep-a.html"),
    *("html-deep-div.html", "html-headings-100000.html", "html-hidden-many.html"),
    *("html-links-many.html", "html-panels-many.html", "html-paragraphs-100000.html"),
    *("html-ragged-table.html", "html-row-of-20000-cells.html", "html-rows-100000.html"),
    *("pdf-table-of-seventeen-thousand-cells.pdf", "pdf-twenty-thousand-scattered-words.pdf"),
    *("text-columns-20000-rows.txt", "text-form-feeds.txt", "text-headings-100000.md"),
    *("text-hyphens-at-line-ends.txt", "text-line-ends-only-many.txt", "text-numbers-only.txt"),
    *("text-sentences-without-end.txt", "text-table-of-50000-rows.md"),
}
#: They take so much memory, or PDFium in such a way, that the process may end.
FATAL = {
    *("pdf-forms-that-multiply.pdf", "pdf-loop-form.pdf"),
    "pdf-map-to-nine-thousand-letters-each.pdf",
}
RAISE = (
    "if it is a report and you trust its source, raise the limit with --limit {}=NUMBER (up to {})"
)
DOCTYPE = (
    "its XML declares a document type, which Office files never do; if you trust its source, print "
    "it to PDF and use that file"
)
DAMAGED = (
    "the file is damaged or cut short; open it in the program that made it, save it again as DOCX "
    "or PDF and use that file"
)
SCAN = "turn on text recognition (--ocr), or ask for a copy with text in it"
GARBLED = (
    "its text is garbled, as its fonts do not say which letters they show; run text recognition "
    "over it afresh (for example ocrmypdf --force-ocr)"
)
SAID = {
    "pdf-pages-claimed-million.pdf": "it has 1,000,000 pages, over the limit pages=5000; "
    + RAISE.format("pages", 100000),
    "pdf-bomb-of-spaces.pdf": "a stream in it unpacks to more than 100 times its size, over the "
    "limit expansion=100; " + RAISE.format("expansion", 10000),
    "pdf-header-only.pdf": "it is damaged or not really a PDF; download it again or ask for "
    "another copy",
    "pdf-scan-of-five-pages.pdf": "none of its 5 pages holds text, so it is probably a scan; "
    + SCAN,
    "pdf-garbled-private-use.pdf": GARBLED,
    "pdf-garbled-replacement-marks.pdf": GARBLED,
    "pdf-garbled-letters-moved.pdf": GARBLED,
    "pdf-garbled-consonants-only.pdf": GARBLED,
    "pdf-garbled-no-map-two-bytes.pdf": GARBLED,
    "docx-entity-laughs.docx": DOCTYPE,
    "docx-entity-file.docx": DOCTYPE,
    "docx-entity-address-in-styles.docx": DOCTYPE,
    "pptx-entity-quadratic.pptx": DOCTYPE,
    "docx-cut-short-inside.docx": DAMAGED,
    "docx-deep-sdt.docx": "its elements lie more than 256 deep in one another, over the limit "
    "nesting=256; " + RAISE.format("nesting", 400),
    "docx-notes-that-cite-one-another.docx": "its elements lie more than 256 deep in one another, "
    "over the limit nesting=256; " + RAISE.format("nesting", 400),
    "zip-encrypted.docx": "it is protected by a password; save a copy without one and try again",
    "zip-bomb-of-one-part.docx": "one of its parts unpacks to more than 100 times its size, over "
    "the limit expansion=100; " + RAISE.format("expansion", 10000),
    "zip-entries-25000.docx": "it holds 25,004 parts, over the limit parts=20000; "
    + RAISE.format("parts", 65000),
    "zip-names-hostile.zip": "it is an archive, not a report; unpack it and use the reports inside",
    "text-zero-bytes.txt": "it is empty; download it again or ask for another copy",
    "text-line-of-ten-megabytes.txt": "it holds 10,200,000 characters, over the limit "
    "text=5000000; " + RAISE.format("text", 500000000),
    "text-marks-only.txt": "there are only headings, figures or single words in it; open it and "
    "see whether it is the whole report",
    "html-deep-table.html": "its elements lie more than 2,000 deep in one another; open it in a "
    "browser and print it to PDF",
}
KINDS = {
    "pdf": pdf_files.files,
    "docx": office_files.files,
    "pptx": slide_files.files,
    "zip": zip_files.files,
    "html": lambda: (f for f in text_files.files() if f[0].startswith("html")),
    "text": lambda: (f for f in text_files.files() if not f[0].startswith("html")),
    "damaged": lambda: mutations.files(make.good(), seed=make.SEED, each=7),
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a reader asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)


def wrong(name, found):
    """What is wrong with an outcome, if anything."""
    if isinstance(found, Unread):
        sentence = f"{found.reason}; {found.remedy}"
        if name in SAID and sentence != SAID[name]:
            return sentence
        good = found.reason and found.remedy and clean(sentence) == sentence
        return None if good and "/etc" not in sentence else sentence
    if name in SAID:
        return "it was read"
    return None if found.report.passages and found.report.file == name else "no passage"


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_ends_in_passages_or_in_a_sentence(tmp_path, kind):
    faults = {}
    count = 0
    for name, data in KINDS[kind]():
        if name in SLOW | FATAL:
            continue
        path = tmp_path / name
        path.write_bytes(data)
        fault = wrong(name, steps.read_file(path, name))
        path.unlink()
        count += 1
        if fault:
            faults[name] = fault
    assert faults == {}
    assert count > 20


def test_the_corpus_is_large_and_the_same_every_time():
    names = [name for name, _ in make.files()]
    assert len(names) == len(set(names)) >= 300
    assert set(names) >= SLOW | FATAL | set(SAID)
    first, second = (dict(mutations.files(make.good(), seed=1, each=3)) for _ in range(2))
    assert first == second


def test_a_file_that_ends_its_process_or_takes_too_much_memory_costs_that_file_only(tmp_path):
    good = make.REPORTS / "local" / "ravensholt-baby-t-2019.pdf"
    paths = {good.name: good}
    for name, data in pdf_files.files():
        if name in FATAL:
            paths[name] = tmp_path / name
            paths[name].write_bytes(data)
    with engine.processes(1, limit=120) as workers:
        tasks = ((name, (path, name)) for name, path in sorted(paths.items()))
        found = dict(engine.done(workers, steps.read_file, tasks))
    assert isinstance(found.pop(good.name), Read)
    assert set(found) == FATAL
    for lost in found.values():
        assert isinstance(lost, Lost | Unread | Read)
        assert getattr(lost, "reason", "read")


def test_nothing_of_a_file_outside_is_read(tmp_path):
    """Entities, inclusions, links and frames of files: none of their text comes in."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the words of the secret")
    for name, data in chain(office_files.files(), slide_files.files(), text_files.files()):
        if b"file:///etc/hostname" not in data or name in SLOW:
            continue
        path = tmp_path / name
        path.write_bytes(data.replace(b"file:///etc/hostname", secret.as_uri().encode()))
        found = steps.read_file(path, name)
        if isinstance(found, Read):
            texts = [p.text for p in steps.passages_of("r", [found.passages])]
            assert not any("secret" in text for text in texts), name
