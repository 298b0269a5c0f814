"""Words as numbers in which case, punctuation, plural and the label at the head do not count."""

import re
from hashlib import blake2b

#: The two lowest bits of a word's number: a word that says when, who or how many; one that denies.
TELLING = 3
_FACT, _DENIAL = 1, 2
#: So many words are remembered at a time.
MEMORY = 1 << 20

# When, who and whether: words in which two passages may not differ and still be one.
_SMALL_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_WHEN = (
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday "
    "sunday mon tue tues wed thu thurs fri sun once twice first second third"
)
_WHO = (
    "mother father stepmother stepfather grandmother grandfather aunt uncle brother sister partner "
    "boyfriend girlfriend boy girl he she his her him mum dad police officer constable school head "
    "teacher nursery college nurse midwife midwifery visitor doctor gp hospital paediatrician "
    "trust ambulance camhs probation prison court cafcass housing council board partnership panel "
    "ofsted commissioner foster carer social"
)
_DENIALS = "not no never none nobody neither nor without cannot nothing"
_DIGITS = {word: str(n) for n, word in enumerate(_SMALL_NUMBERS.split(), 1)}
_DENYING = frozenset(_DENIALS.split())
_NO_INITIALS = frozenset("ai")
_EDGES = "\"'’“”‘.,;:()[]|*•?!"

#: The number or letter that a paragraph or recommendation goes by. A date is none, nor is a number
#: that counts something.
_LABEL = re.compile(
    rf"""\W*
    (?: (?i:recommendation|finding|lesson|action|point|paragraph|para\.?)\s+ | [RFL](?=\d+[.):]) )?
    (?!\d{{1,2}}\.\d{{1,2}}\.\d\d)
    (?: [1-9]\d{{0,2}}(?:\.\d{{1,3}})* | (?<=\()[a-z]{{1,4}}(?=\))
      | (?:[ivx]{{1,4}}|[a-z])(?=[.)]) )
    (?: [.):]+\s+(?=[^\W\d]) | [\s:.)–-]+(?=["'“‘(]?(?:[A-Z][a-z'’]|[AI]\s))
      | (?<=\.\d)\s+(?=[A-Z]) | (?<=\.\d\d)\s+(?=[A-Z]) | (?<=\.\d|\d\d)(?=[A-Z][a-z]) )
    (?!(?i:{"|".join(_WHEN.split())})\b)
    """,
    re.VERBOSE,
)


def written_words(text: str) -> list[str]:
    """The words of a text as written, without the label at its head.

    A hyphen within a word parts it; one at the end of a line, or before a space, vanishes.
    """
    label = _LABEL.match(text)
    if label:
        text = text[label.end() :]
    if "-" in text:
        text = text.replace("- ", "").replace("-\n", "").replace("-", " ")
    if not text.isascii():
        text = text.replace("–", " ").replace("—", " ")
    return text.split()


class Numbers(dict[str, int]):
    """The number of every word as written; 0 where it has no letter or digit.

    It depends on the word alone, so it is the same in every run.
    """

    def __missing__(self, written: str) -> int:
        if len(self) >= MEMORY:
            self.clear()
        number = self[written] = _number(written)
        return number


def _number(written: str) -> int:
    word = written.strip(_EDGES).casefold()
    denial = False
    if not word.isalpha():
        word = word.replace("’", "'").removesuffix("'s")
        denial = word.endswith("n't")
        word = "".join(c for c in word if c.isalnum())
    if not word:
        return 0
    denial = denial or word in _DENYING
    word = _DIGITS.get(word, word)
    if any(map(str.isdigit, word)):
        fact, word = True, word.lstrip("0") or "0"
    else:
        word = _singular(word)
        fact = word in _FACTS or (len(word) == 1 and word not in _NO_INITIALS)
    digest = blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) & ~TELLING | _FACT * fact | _DENIAL * denial | 4


def _singular(word: str) -> str:
    """A word without the ending of an ordinary plural."""
    if len(word) < 3 or word[-1] != "s" or word[-2] in "siu":
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


_FACTS = frozenset(map(_singular, f"{_WHEN} {_WHO}".split()))
