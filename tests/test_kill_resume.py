"""A run killed at a few random moments and taken up again; `bench/kill.py` does it 200 times."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))
import kill

MOMENTS = 8


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    return kill.killed(tmp_path_factory.mktemp("kill"), MOMENTS, 2, seed=3)


def test_whatever_is_killed_is_taken_up_again_to_the_same_bytes(counted):
    assert counted.faults == []
    assert sum(counted.ends.values()) == sum(counted.found.values()) == MOMENTS


def test_a_mixture_would_be_seen(tmp_path):
    (tmp_path / "run.json").write_text('{"seconds": 1}')
    (tmp_path / "table.csv").write_text("half")
    before = {"run.json": b"{}", "table.csv": b"old"}
    found = kill.Counted()
    kill.look(tmp_path, before, {**before, "table.csv": b"new"}, found)
    assert found.faults == [
        "table.csv is neither old nor new",
        "a mixture that is not known as such",
    ]
