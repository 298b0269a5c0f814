from dataclasses import dataclass

from scr_mine import cache
from scr_mine.cache import Cache


@dataclass(frozen=True, kw_only=True)
class Thing:
    number: int


def test_what_was_put_is_found_by_its_key_and_type(tmp_path):
    kept = Cache(folder=tmp_path / "cache")
    assert kept.get("a", Thing) is None
    kept.put("a", Thing(number=3))
    assert Cache(folder=tmp_path / "cache").get("a", Thing) == Thing(number=3)
    assert kept.get("a", list[int]) is None


def test_what_is_damaged_is_not_found(tmp_path):
    kept = Cache(folder=tmp_path)
    kept.put("a", Thing(number=3))
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:-1])
    assert kept.get("a", Thing) is None


def test_without_reading_only_what_is_fresh_is_found(tmp_path):
    Cache(folder=tmp_path).put("old", Thing(number=1))
    kept = Cache(folder=tmp_path, read=False)
    kept.put("new", Thing(number=2))
    assert kept.get("old", Thing) is None
    assert kept.get("new", Thing) == Thing(number=2)


def test_all_but_what_is_kept_is_removed(tmp_path):
    kept = Cache(folder=tmp_path)
    for key in ("a", "b", "c"):
        kept.put(key, Thing(number=0))
    kept.keep({"b"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_passing_cache_is_private_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with cache.passing() as kept:
        kept.put("a", Thing(number=1))
        assert kept.folder.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_a_cleared_output_keeps_nothing_and_its_results(tmp_path):
    Cache(folder=tmp_path / "cache").put("a", Thing(number=1))
    (tmp_path / "run.json").write_text("{}")
    assert cache.clear(tmp_path) is True
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
    assert cache.clear(tmp_path) is False
