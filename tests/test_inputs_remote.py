"""Reports in shared storage: a store in memory, and this machine's disk by its address."""

import io
import sys

import fsspec
import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from scr_mine import engine, inputs, reviews
from scr_mine.cache import Cache
from scr_mine.commands.main import main
from scr_mine.errors import InputError, ManifestError, UnreadableFileError, UsageError
from scr_mine.inputs import address, remote

SUFFIXES = frozenset({".txt", ".pdf"})
REPORT = """Wexmoor Local Safeguarding Children Board
Serious Case Review
Child F
June 2009

1. What was learned

1.1 Nobody spoke to the school about what she had seen, and the school did not ring her either.
"""
FILES = {
    "local/a.txt": REPORT,
    "local/deep/b.txt": REPORT.replace("Child F", "Child G").replace("school", "surgery"),
    "National/c d.txt": REPORT.replace("Child F", "Child H").replace("school", "nursery"),
    "local/reviews.csv": "file,review_id,year\na.txt,case,2011\n",
    "local/.hidden.txt": "x",
    "local/notes.md": "x",
}
FOUND = [
    ("National/c d.txt", "national", "c-d", None),
    ("local/a.txt", "local", "case", 2011),
    ("local/deep/b.txt", "local", "b", None),
]


class Watched(MemoryFileSystem):
    """A store in memory that notes what is opened, and what is not to be had."""

    protocol = "watched"
    store, pseudo_dirs, opened, broken = {}, [""], [], {}

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.replace("watched://", "memory://", 1))

    def _open(self, path, *args, **kwargs):
        self.opened.append(path)
        if path in self.broken:
            raise self.broken[path]
        return super()._open(path, *args, **kwargs)


@pytest.fixture
def store():
    fsspec.register_implementation("watched", Watched, clobber=True)
    store = Watched()
    for name, text in FILES.items():
        store.pipe_file(f"/top/in/{name}", text.encode())
    Watched.opened.clear()
    yield store
    Watched.store.clear()
    Watched.broken.clear()


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "in"


def outputs(folder):
    kept = (p for p in folder.rglob("*") if p.is_file() and p.name != "run.json")
    return {str(p.relative_to(folder)): p.read_bytes() for p in kept if p.parent.name != "cache"}


def run(*given):
    return CliRunner().invoke(main, ["run", "-q", *map(str, given)])


def of(found):
    return [(s.name, s.review.scope, s.review.review_id, s.review.year) for s in found]


@pytest.mark.parametrize("root", ["watched://top/in", "watched://top/in/", "watched:/top/in"])
def test_a_folder_in_a_store_is_searched_as_one_on_this_machine(store, folder, root):
    found = inputs.find([root], suffixes=SUFFIXES)
    assert of(found) == of(inputs.find([folder], suffixes=SUFFIXES)) == FOUND
    assert [s.remote.url for s in found][1] == "watched://top/in/local/a.txt"
    assert [bool(s.manifest) for s in found] == [False, True, False]


def test_only_manifests_are_opened_before_the_reports_are_read(store, tmp_path):
    found = inputs.find(["watched://top/in"], suffixes=SUFFIXES)
    assert Watched.opened == ["/top/in/local/reviews.csv"]
    cache = Cache(folder=tmp_path)
    read = reviews.read_files(found, cache, engine.Here(), lambda *about: None)
    assert (len(read.read), read.failures) == (3, ())
    assert sorted(Watched.opened[1:]) == [f"/top/in/{name}" for name, *_ in FOUND]


def test_one_file_scopes_and_a_manifest_may_be_addresses(store):
    [found] = inputs.find(["watched://top/in/local/deep/b.txt"], suffixes=SUFFIXES)
    assert (found.name, found.review.scope) == ("b.txt", None)
    both = inputs.find(
        [], suffixes=SUFFIXES, local="watched://top/in/local", national="watched://top/in/National"
    )
    assert [(s.name, s.review.scope) for s in both] == [
        ("a.txt", "local"),
        ("c d.txt", "national"),
        ("deep/b.txt", "local"),
    ]
    store.pipe_file("/top/mine.csv", b"file,review_id\nb.txt,two\n")
    listed = inputs.find(["watched://top/in"], suffixes=SUFFIXES, listing="watched://top/mine.csv")
    assert [s.review.review_id for s in listed] == ["c-d", "a", "two"]


def test_a_file_named_twice_is_one_file(store, folder):
    twice = ["watched://top/in", "watched://top/in/local/a.txt"]
    assert len(inputs.find(twice, suffixes=SUFFIXES)) == 3
    assert len(inputs.find([folder, folder.as_uri()], suffixes=SUFFIXES)) == 3


def test_files_of_one_name_in_two_stores_stay_two_files(store, tmp_path):
    fsspec.filesystem("memory").pipe_file("/top/in/local/a.txt", b"other")
    found = inputs.find(
        ["watched://top/in/local/a.txt", "memory://top/in/local/a.txt"], suffixes=SUFFIXES
    )
    assert [s.name for s in found] == [
        "watched/top/in/local/a.txt",
        "memory/top/in/local/a.txt",
    ]
    fsspec.filesystem("memory").rm("/top", recursive=True)


def test_an_earlier_output_is_not_read_by_its_address(folder):
    found = inputs.find([folder.as_uri()], suffixes=SUFFIXES, apart_from=folder / "local")
    assert [s.name for s in found] == ["National/c d.txt"]


def test_a_folder_that_is_called_like_an_address_is_a_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s3:").mkdir()
    (folder / "local").rename(tmp_path / "s3:" / "local")
    assert len(inputs.find(["s3:/local"], suffixes=SUFFIXES)) == 2


def test_a_run_gives_the_same_bytes_wherever_the_reports_are(store, folder, tmp_path):
    assert run(folder, "-o", tmp_path / "here").exit_code == 0
    expected = outputs(tmp_path / "here")
    assert len(expected) > 20
    for name, where in (
        ("memory", ["watched://top/in"]),
        ("disk", [folder.as_uri(), "--workers", "2"]),
    ):
        result = run(*where, "-o", tmp_path / name)
        assert (result.exit_code, result.output) == (0, "")
        assert outputs(tmp_path / name) == expected
    recorded = (tmp_path / "memory" / "run.json").read_text()
    assert '"source": "watched://top/in/local/deep/b.txt"' in recorded
    assert '"source"' not in (tmp_path / "here" / "run.json").read_text()


def test_what_has_not_changed_is_fetched_and_compared_but_not_read_again(store, tmp_path):
    def anew():
        found = inputs.find(["watched://top/in"], suffixes=SUFFIXES)
        return reviews.read_files(found, cache, engine.Here(), lambda *about: None)

    cache = Cache(folder=tmp_path)
    assert anew().anew == 3
    again = anew()
    assert (again.anew, len(again.read)) == (0, 3)
    cache.keep({key for file in again.read for key in file.keys})
    assert anew().anew == 0
    store.pipe_file("/top/in/local/a.txt", REPORT.replace("June", "July").encode())
    changed = anew()
    assert changed.anew == 1
    assert [f.sha256 == g.sha256 for f, g in zip(changed.read, again.read, strict=True)] == [
        *(True, False, True)
    ]


def test_a_file_that_cannot_be_fetched_costs_that_file_only(store, tmp_path):
    Watched.broken.update(
        {
            "/top/in/local/a.txt": PermissionError("denied to user:secret"),
            "/top/in/local/deep/b.txt": RuntimeError("https://user:secret@host broke"),
        }
    )
    result = run("watched://top/in", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Not read: local/a.txt: access was refused; check the address and your credentials.",
        "Not read: local/deep/b.txt: it cannot be read (RuntimeError); "
        "check the address, your credentials and the network.",
    ]
    assert "National/c d.txt" in (tmp_path / "out" / "reviews.csv").read_text()


def test_no_more_is_fetched_than_may_be(store):
    [found] = inputs.find(["watched://top/in/local/a.txt"], suffixes=SUFFIXES)
    for most, expected in ((10, REPORT[:11]), (10_000, REPORT)):
        copy = io.BytesIO()
        remote.fetch(found.remote, copy, most=most)
        assert copy.getvalue().decode() == expected
    store.rm("/top/in/local/a.txt")
    with pytest.raises(UnreadableFileError) as caught:
        remote.fetch(found.remote, io.BytesIO(), most=10)
    assert caught.value.reason == "there is no such file or folder"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            "s3://bucket/folder",
            "s3://bucket/folder: what reads s3:// is not installed; "
            "install s3fs beside scr-mine, here and on every worker.",
        ),
        (
            "sftp://user:secret@host/folder",
            "sftp://host/folder: what reads sftp:// is not installed; "
            "install paramiko beside scr-mine, here and on every worker.",
        ),
        (
            "nonsense://folder",
            "nonsense://folder: nonsense:// is not a kind of storage that is known; "
            "check the address.",
        ),
        (
            "watched://top/elsewhere",
            "watched://top/elsewhere: there is no such file or folder; check the address.",
        ),
        (
            "watched://top/in/local/notes",
            "watched://top/in/local/notes: there is no such file or folder; check the address.",
        ),
        (
            "watched://top/empty",
            "watched://top/empty: no report in this folder (.pdf, .txt); check the address.",
        ),
        (
            "zip://a.txt::watched://top/in",
            "zip://a.txt::watched://top/in: an address within an address ('::') is not read; "
            "name a folder or a file.",
        ),
    ],
)
def test_an_address_that_cannot_be_read_is_one_sentence(store, given, message):
    store.makedirs("/top/empty", exist_ok=True)
    with pytest.raises(UsageError) as caught:
        inputs.find([given], suffixes=SUFFIXES)
    assert str(caught.value) == message


def test_a_store_that_does_not_answer_is_one_sentence(store, monkeypatch):
    def find(*args, **kwargs):
        raise ConnectionError("user:secret@host")

    monkeypatch.setattr(Watched, "find", find)
    with pytest.raises(InputError) as caught:
        inputs.find(["watched://user:secret@top/in"], suffixes=SUFFIXES)
    assert str(caught.value) == (
        "watched://top/in: it cannot be read (ConnectionError); "
        "check the address, your credentials and the network."
    )


def test_a_manifest_in_a_store_that_names_a_missing_file_is_refused(store):
    store.pipe_file("/top/in/reviews.csv", b"file\nlocal/none.txt\n")
    with pytest.raises(ManifestError, match=r"reviews\.csv: local/none\.txt is not there"):
        inputs.find(["watched://top/in"], suffixes=SUFFIXES)
    store.pipe_file("/top/in/reviews.csv", b"file,label\nlocal/deep/../deep/b.txt,Child G\n")
    found = inputs.find(["watched://top/in"], suffixes=SUFFIXES)
    assert found[2].review.label == "Child G"
    store.pipe_file("/top/in/run.json", b"{}")
    assert inputs.find(["watched://top/in"], suffixes=SUFFIXES)[2].review.label is None


def test_without_fsspec_the_extra_is_named(monkeypatch):
    for name in ("fsspec", "fsspec.core"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError) as caught:
        inputs.find(["s3://bucket/folder"], suffixes=SUFFIXES)
    assert str(caught.value) == (
        "s3://bucket/folder: what reads such addresses is not installed; "
        "install fsspec here and on every worker (`scr-mine doctor` says how)."
    )


def test_results_are_not_written_to_an_address(folder):
    result = run(folder, "-o", "s3://bucket/out")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: s3://bucket/out: results are written to this machine or a mounted disk only; "
        "name a folder there.\n",
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("s3://bucket/a b#c?d.pdf", "s3://bucket/a b#c?d.pdf"),
        ("sftp://user@host/a@b.pdf", "sftp://host/a@b.pdf"),
        ("https://key:secret@host:8443/a.pdf?sig=secret", "https://host:8443/a.pdf"),
        ("abfs://container@account.example/a.pdf", "abfs://container@account.example/a.pdf"),
        ("abfs://user:secret@account.example/a.pdf", "abfs://account.example/a.pdf"),
        ("ftp://user:se@cret@host/a.pdf", "ftp://host/a.pdf"),
    ],
)
def test_what_is_shown_of_an_address_holds_no_secret(given, shown):
    assert address.without_secrets(given) == shown
    assert "secret" not in repr(inputs.Remote(root=given, path="x", url=shown, key=given))


@given(st.from_regex(r"[a-z]{2,6}://[a-z]+:SECRET@[a-z]+(/[a-z.?@:]*)*", fullmatch=True))
def test_no_password_is_ever_shown(given):
    assert "SECRET" not in address.without_secrets(given)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("s3://bucket/x", "s3://bucket/x"),
        ("S3:/bucket/x", "s3://bucket/x"),
        ("file:/srv/x", "file:///srv/x"),
        ("file:///srv/x", "file:///srv/x"),
        ("memory:/x", "memory://x"),
        ("C:/reports", None),
        ("c:\\reports", None),
        ("reports/2019: a/b", None),
        ("-", None),
        ("s3:", None),
    ],
)
def test_what_is_an_address(given, found):
    assert address.address_of(given) == found
