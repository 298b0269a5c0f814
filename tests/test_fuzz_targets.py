"""The fuzz targets on their seeds, on what fuzzing once found, and on bytes of hypothesis.

`tests/fuzz/found/<target>/*` are inputs that once failed; each is named for what was wrong.
"""

from pathlib import Path

import pytest
from fuzz.targets import TARGETS, seeds_of
from hypothesis import given, settings
from hypothesis import strategies as st

FOUND = Path(__file__).parent / "fuzz" / "found"
# openpyxl says so of what it does not read.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds(name):
    made = seeds_of(name)
    assert made
    for data in made:
        TARGETS[name](data)


@pytest.mark.parametrize(
    "path", sorted(FOUND.glob("*/*")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_what_fuzzing_found_stays_mended(path):
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", sorted({*TARGETS} - {"read-pdf"}))
@given(st.data())
@settings(max_examples=12)
def test_a_seed_with_a_stretch_changed_is_taken_or_refused(name, data):
    whole = data.draw(st.sampled_from(seeds_of(name)))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    TARGETS[name](whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:])
