"""What is tagged at a time: no more passages, and not much more text, than is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine import tagging, tokenise
from scr_mine.records import Passage, Review, Tags


class Model:
    """Tags nothing, and notes how much it is given at a time."""

    def __init__(self):
        self.batches = []

    def tag(self, texts):
        self.batches.append([text.text for text in texts])
        nothing = Tags(
            role="finding",
            role_probability=1,
            themes=(),
            probabilities={},
            evidence=(),
            model="m@1",
        )
        return [nothing] * len(texts)


def passages(sizes, stem):
    for number, size in enumerate(sizes):
        yield Passage(
            id=f"r#{number}",
            review_id="r",
            document="a",
            start=0,
            end=size,
            text="x" * size,
            stem=stem,
        )


@given(st.lists(st.integers(1, 30), max_size=40), st.none() | st.just("s" * 9), st.integers(1, 60))
def test_every_passage_is_tagged_once_in_order_whatever_is_done_at_a_time(sizes, stem, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagging, "BATCH", 7)
        patch.setattr(tagging, "CHARACTERS", most)
        model = Model()
        found = tokenise.passages(passages(sizes, stem))
        lines = list(tagging.tag_passages(found, Review(review_id="r"), model))
    assert [line["id"] for line in lines] == [f"r#{n}" for n in range(len(sizes))]
    for batch in model.batches:
        assert 0 < len(batch) <= 7
        # All but the last of them are not yet enough.
        assert sum(map(len, batch[:-1])) < most


def test_a_long_stem_counts_with_each_passage_that_is_read_behind_it(monkeypatch):
    monkeypatch.setattr(tagging, "CHARACTERS", 100)
    model = Model()
    found = tokenise.passages(passages([5] * 4, "s" * 90))
    list(tagging.tag_passages(found, Review(review_id="r"), model))
    assert list(map(len, model.batches)) == [2, 2]


def test_lines_are_taken_by_their_length_as_well(monkeypatch):
    monkeypatch.setattr(tagging, "CHARACTERS", 10)
    model = Model()
    made = list(tagging.tag_lines([{"text": "word " * 3}] * 3 + [{"text": "a"}] * 2, model))
    assert len(made) == 5
    assert list(map(len, model.batches)) == [1, 1, 1, 2]
