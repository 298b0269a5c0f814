"""Words counted as arrays, held against the plain way of counting one passage at a time."""

from collections import Counter
from itertools import chain

import classify_toy as toy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.classify import explain, features, sparse, together
from scr_mine.classify import model as models
from scr_mine.classify.counted import count
from scr_mine.classify.families import Families
from scr_mine.classify.features import Features, Parts, Settings
from scr_mine.classify.forms import Forms
from scr_mine.classify.lookup import Lookup
from scr_mine.classify.vocabulary import learn
from scr_mine.classify.words import PLACEHOLDERS, parts
from scr_mine.records import Tokens

FAMILIES = ["storm: rain gale* wind", "tune: violin drum*", "asking: who why"]
WORDS = (
    *("The", "rain", "gales", "drummed", "a", "violin-case", "wind", "was", "heard", "who", "why"),
    *("2017", "K2", "12", "?", ".", ",", ";", "Mrs.", "\n", "…", "walked", "over", "Then", "3rd"),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
#: A text and what stands before it, a heading or nothing.
PASSAGES = st.tuples(
    st.sampled_from(["", "Of rain\n", "He said:\n", "1.2 The wind. Why?\n"]), TEXTS
)
BATCHES = st.lists(PASSAGES, max_size=6)


def tokenised(passages: list[tuple[str, str]]) -> list[Tokens]:
    """The texts behind what stands before them."""
    return [toy.tokens(lead + text, lead=len(lead)) for lead, text in passages]


@pytest.fixture(scope="module")
def known() -> Features:
    batch = [e.tokens for e in toy.examples()]
    return learn(batch, settings=Settings(least=(1,) * 6), families=FAMILIES)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> models.Model:
    from scr_mine.classify.train import train

    book = toy.codebook(tmp_path_factory.mktemp("toy"))
    return train(toy.examples(), book, name="toy", version="1")


@given(st.sets(st.integers(0, 2**40)), st.lists(st.integers(0, 2**40)))
def test_a_key_is_found_at_its_place_and_no_other_key_is_found(
    known_keys: set[int], others: list[int]
) -> None:
    keys = sorted(known_keys)
    asked = keys + others + [key + 1 for key in keys]
    places = {key: i for i, key in enumerate(keys)}
    found = Lookup(sparse.ints(keys)).of(sparse.ints(asked))
    assert found.tolist() == [places.get(key, -1) for key in asked]


@given(st.lists(st.lists(st.integers(0, 99), max_size=4), max_size=8), st.data())
def test_rows_of_any_length(rows: list[list[int]], data: st.DataObject) -> None:
    ragged = sparse.Ragged()
    for row in rows:
        ragged.add(row)
        ragged.arrays()
    which = data.draw(st.lists(st.integers(0, len(rows) - 1)) if rows else st.just([]))
    at, values = ragged.of(sparse.ints(which))
    assert at.tolist() == [i for i, row in enumerate(which) for _ in rows[row]]
    assert values.tolist() == list(chain.from_iterable(rows[row] for row in which))


@given(st.lists(st.integers(0, 9)))
def test_keys_are_counted(keys: list[int]) -> None:
    found, counts = sparse.counted(np.array(keys, dtype=np.int32))
    assert list(zip(found.tolist(), counts.tolist(), strict=True)) == sorted(Counter(keys).items())


@pytest.mark.parametrize(("rows", "width", "kind"), [(2**11, 2**20, np.int64), (9, 9, np.int32)])
def test_keys_are_as_long_as_they_must_be(rows: int, width: int, kind: type) -> None:
    assert sparse.key_type(rows, width) is kind


@given(
    st.lists(st.lists(st.integers(0, 4), max_size=3), min_size=1, max_size=5),
    st.lists(st.integers(0, 2)).map(sorted),
    st.integers(1, 4),
    st.data(),
)
def test_pairs_are_those_within_the_window_of_one_passage(
    symbols: list[list[int]], owner: list[int], window: int, data: st.DataObject
) -> None:
    one = st.integers(0, len(symbols) - 1)
    word = data.draw(st.lists(one, min_size=len(owner), max_size=len(owner)))
    ragged = sparse.Ragged()
    for row in symbols:
        ragged.add(row)
    left, right, keys = together.near(
        ragged, sparse.ints(word), sparse.ints(owner), window=window, size=5
    )
    assert Counter(zip(left.tolist(), right.tolist(), keys.tolist(), strict=True)) == Counter(
        (i, j, a * 5 + b)
        for i in range(len(word))
        for j in range(i + 1, min(i + window + 1, len(word)))
        if owner[i] == owner[j]
        for a in symbols[word[i]]
        for b in symbols[word[j]]
        if a != b
    )


def manner_of(forms: list[str], starts: list[int], tokens: Tokens) -> list[str]:
    """The features of manner of one passage, word by word."""
    kin = Families(FAMILIES)
    families = [kin.of((form, *parts(form))) for form in forms]
    if not forms:
        return ["empty"]
    n, steps = len(forms), (4, 7, 10, 14, 20, 28, 40, 56, 80, 120)
    past = sum(form.endswith("ed") for form in forms)
    figures = sum(form in PLACEHOLDERS for form in forms)
    found = [f"first {' '.join(forms[:k])}" for k in (1, 2, 3)]
    found += [
        f"end {tokens.text.rstrip()[-1]}",
        f"length {sum(n >= step for step in steps)}",
        f"past {min(past * 8 // n, 4)}",
        f"figures {min(figures * 8 // n, 4)}",
        f"questions {min(forms.count('?'), 2)}",
    ]
    found += [f"opening {k}" for of in families[:4] for k in of]
    firsts = {sum(start < begin for start in starts) for begin, _ in tokens.sentences}
    for i in firsts - {n}:
        found += [f"sentence {forms[i]}", f"sentence {' '.join(forms[i : i + 2])}"]
        found += [f"sentence of {k}" for k in families[i]]
    return found


@given(BATCHES)
def test_the_manner_of_many_passages_is_that_of_each(passages: list[tuple[str, str]]) -> None:
    batch = tokenised(passages)
    names: dict[str, int] = {}
    forms = Forms(
        *({}, {}, Families(FAMILIES)),
        sizes=(3, 4),
        column=lambda name: names.setdefault(name, len(names)),
    )
    counted = count(batch, forms)
    owner, column = forms.manner.of(counted)
    by_column = list(names)
    found = Counter(zip(owner.tolist(), (by_column[c] for c in column.tolist()), strict=True))
    expected = Counter(
        (i, name)
        for i, tokens in enumerate(batch)
        for part in [slice(counted.bounds[i], counted.bounds[i + 1])]
        for name in manner_of(
            [forms.names[w] for w in counted.word[part]], counted.start[part].tolist(), tokens
        )
    )
    assert found == expected


@given(BATCHES)
def test_each_word_knows_where_it_stands(passages: list[tuple[str, str]]) -> None:
    batch = tokenised(passages)
    counted = count(batch, Forms({}, {}, Families([]), sizes=(3, 4), column=lambda name: -1))
    assert (counted.passages, len(counted.bounds)) == (len(batch), len(batch) + 1)
    for owner, place, start in zip(counted.owner, counted.place, counted.start, strict=True):
        assert batch[owner].tokens[place][0] == start


@given(BATCHES)
def test_a_passage_has_the_row_it_has_alone_and_a_part_that_of_a_text(
    known: Features, passages: list[tuple[str, str]]
) -> None:
    batch = tokenised(passages)
    counted = known.count(batch)
    number = np.where(np.diff(counted.bounds)[counted.owner] > 1, counted.owner, -1)
    _, number = np.unique(np.append(number, -1), return_inverse=True)
    number = number[:-1] - 1
    owner = np.unique(counted.owner[number >= 0])
    with_parts = Parts(number, owner)
    matrix = known.matrix(counted, with_parts)
    whole, part = with_parts.rows(len(batch))
    for i, tokens in enumerate(batch):
        alone = known.matrix(known.count([tokens]))
        assert (matrix[whole[i]] != alone).nnz == 0
    without_manner = known.matrix(counted)[owner].tolil()
    without_manner[:, known.slices[-1]] = 0
    assert (matrix[part] != without_manner.tocsr()).nnz == 0


@given(BATCHES)
def test_long_keys_give_the_same_matrix(known: Features, passages: list[tuple[str, str]]) -> None:
    batch = tokenised(passages)
    short = known.matrix(known.count(batch))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse, "key_type", lambda rows, width: np.int64)
        long = known.matrix(known.count(batch))
    assert (short != long).nnz == 0


@pytest.mark.parametrize(
    ("module", "name", "value"), [(models, "WORDS_BATCH", 5), (features, "REMEMBERED", 0)]
)
def test_tags_are_the_same_a_few_at_a_time_and_when_all_is_forgotten(
    trained: models.Model, monkeypatch, module, name, value
) -> None:
    batch = [e.tokens for e in toy.examples()]
    before = trained.tag(batch)
    monkeypatch.setattr(module, name, value)
    assert trained.tag(batch) == before
    assert trained.tag(batch[:30]) + trained.tag(batch[30:]) == before


def stretches_of(tokens: Tokens, place: list[int], effect: list[float]) -> list[tuple[int, int]]:
    """The strongest stretches of one theme in one passage, word by word."""
    spoken = [
        (i, value)
        for i, value in zip(place, effect, strict=True)
        if tokens.tokens[i][0] >= tokens.lead
    ]
    floor = explain.LEAST_WORD * max([1e-9, *(value for _, value in spoken)])
    runs: list[tuple[float, int, int]] = []
    for i, value in spoken:
        if value >= floor and runs and i - runs[-1][2] <= explain.GAP:
            runs[-1] = (runs[-1][0] + value, runs[-1][1], i)
        elif value >= floor:
            runs.append((value, i, i))
    runs = sorted(runs, key=lambda run: (-run[0], run[1]))[: explain.MOST]
    return [
        (tokens.tokens[a][0] - tokens.lead, tokens.tokens[b][1] - tokens.lead)
        for total, a, b in runs
        if total >= explain.LEAST_SHARE * runs[0][0]
    ]


@given(BATCHES, st.integers(0, 2**32 - 1))
def test_evidence_is_the_strongest_stretches_of_each_theme(
    passages: list[tuple[str, str]], seed: int
) -> None:
    batch = tokenised(passages)
    forms = Forms({}, {}, Families([]), sizes=(3, 4), column=lambda name: -1)
    counted = count(batch, forms)
    dice = np.random.default_rng(seed)
    effects = dice.integers(-4, 9, (len(forms.names), 2)).astype(np.float32)
    worded = np.diff(counted.bounds) > 0
    given_themes = (dice.random((len(batch), 2)) < 0.7) & worded[:, None]
    found = explain.strongest(batch, counted, effects, given_themes)
    for i, tokens in enumerate(batch):
        part = slice(counted.bounds[i], counted.bounds[i + 1])
        for theme in range(2):
            expected = stretches_of(
                tokens,
                counted.place[part].tolist(),
                effects[counted.word[part], theme].tolist(),
            )
            assert found[i].get(theme, []) == (expected if given_themes[i, theme] else [])
