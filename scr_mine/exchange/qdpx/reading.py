"""What people coded in a project, as labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scr_mine.errors import LabelsError
from scr_mine.exchange.qdpx.codes import (
    CHECKING,
    CHECKING_BLIND,
    LOOKED_AT,
    UNSURE,
    Mark,
    marks,
)
from scr_mine.exchange.qdpx.placing import placed, told
from scr_mine.exchange.qdpx.project import Coding, Project, Selection, opened
from scr_mine.exchange.qdpx.text import described
from scr_mine.exchange.qdpx.writing import CREATED, PERSON, coding_guid, machine_marks
from scr_mine.labels import MACHINE, Imported, Label, Verdict, changed, checked
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook

#: Names of users that say nothing of who they are.
NAMELESS = ("", PERSON, "default")


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """The labels of every passage that somebody coded, or from which a mark was taken away.

    A user of the project is the coder, `coder` where none is named. Raises LabelsError naming the
    file, and the passage where one has two roles.
    """
    project = opened(data, name)
    on = placed(project, passages)
    judge = _Judge(project, codebook, coder=coder, name=name)
    judge.look(on.on, passages)
    found = [
        label
        for key, passage in passages.items()
        if key in on.present
        for label in judge.labels(passage, on.on.get(key, ()))
    ]
    notes = (*on.notes, *judge.notes())
    return Imported(labels=checked(found, passages, codebook, name=name), notes=notes)


@dataclass(frozen=True, kw_only=True)
class _Coded:
    """A code on a passage, as what it means."""

    mark: Mark
    coding: Coding
    machine: bool


class _Judge:
    """Tells the machine's marks from people's, and says what each person made of a passage."""

    def __init__(self, project: Project, codebook: Codebook, *, coder: str, name: str) -> None:
        self._project, self._coder, self._name = project, coder, name
        self._meant = marks(project.codes, codebook)
        self._order = {theme: place for place, theme in enumerate(codebook.theme_ids)}
        groups = {code.name for code in project.codes}
        #: Whether the machine's marks were in the file that was handed out.
        self._shown = CHECKING in groups and CHECKING_BLIND not in groups
        #: Whether it can be told from the file which codes are the machine's.
        self._attributed = any(user.startswith(MACHINE) for user in project.users)
        self._unknown: dict[str, None] = {}
        self._bare, self._only_told = list[str](), list[str]()

    def look(
        self, on: Mapping[str, Sequence[Selection]], passages: Mapping[str, TaggedPassage]
    ) -> None:
        """Find out whether the file still says who coded, and which codes mean nothing known."""
        names = {code.guid: code.name for code in self._project.codes}
        for key, selections in on.items():
            for coded in self._coded(passages[key], selections):
                self._attributed |= coded.machine
            for coding in (each for selection in selections for each in selection.codings):
                if coding.code not in self._meant and coding.code not in self._project.cases:
                    self._unknown[names.get(coding.code) or coding.code] = None

    def labels(self, passage: TaggedPassage, selections: Sequence[Selection]) -> list[Label]:
        """What each person says of a passage; nothing if nobody is known to have looked at it."""
        coded = list(self._coded(passage, selections))
        if self._shown and not self._attributed:
            mine = set(machine_marks(passage))
            coded = [replace(each, machine=each.mark in mine) for each in coded]
        left = {each.mark for each in coded if each.machine} if self._shown else set()
        people: dict[str, list[_Coded]] = {}
        for each in coded:
            if not each.machine:
                people.setdefault(self._person(each.coding.user), []).append(each)
        everybody = {user for each in selections for user in (each.user, *_users(each))}
        if people:
            made = []
            for person, own in people.items():
                users = {each.coding.user for each in own} if len(people) > 1 else everybody
                comment = _comment(passage, selections, users)
                made.append(self._label(passage, person, own, left, comment))
            return made
        comment = _comment(passage, selections, everybody)
        if self._shown and not left:
            self._bare.append(passage.id)
        elif left and left != set(machine_marks(passage)):
            return [self._label(passage, self._coder, (), left, comment)]
        if comment:
            self._only_told.append(passage.id)
        return []

    def notes(self) -> list[str]:
        """Sentences on what was in the file besides labels."""
        whole = [source.name for source in self._project.sources for _ in range(source.whole)]
        notes = told("Codes that are not in the codebook, left out", list(self._unknown))
        notes += told("Codes on whole sources instead of passages, left out", whole)
        if self._shown and not self._attributed:
            notes.append(
                "The program did not keep who coded what: a code that the machine gave too counts "
                "as the machine's, and only other codes as a person's."
            )
        bare = "Passages with no code left, not looked at unless they are coded 'Looked at'"
        notes += told(bare, self._bare)
        return notes + told("Passages with a comment but no code, not looked at", self._only_told)

    def _coded(self, passage: TaggedPassage, selections: Iterable[Selection]) -> Iterable[_Coded]:
        machines = {coding_guid(passage, mark) for mark in machine_marks(passage)}
        for coding in (each for selection in selections for each in selection.codings):
            mark = self._meant.get(coding.code)
            if mark:
                by_machine = coding.user.startswith(MACHINE) or coding.guid in machines
                yield _Coded(mark=mark, coding=coding, machine=by_machine or _ours(coding))

    def _person(self, user: str) -> str:
        return self._coder if user.casefold() in NAMELESS else user

    def _label(
        self,
        passage: TaggedPassage,
        person: str,
        own: Sequence[_Coded],
        left: set[Mark],
        comment: str,
    ) -> Label:
        """A person's reading: their own codes, and those of the machine that they left."""
        given = {each.mark for each in own}
        roles = sorted(key for kind, key in given if kind == "role")
        if len(roles) > 1:
            raise LabelsError(
                f"{self._name}, passage {passage.id}: it has {len(roles)} roles by {person}; "
                "leave one."
            )
        roles += [key for kind, key in left if kind == "role"]
        themes = {key for kind, key in given | left if kind == "theme"}
        times = [each.coding.when for each in own if each.coding.when]
        label = Label(
            id=passage.id,
            coder=person,
            role=roles[0] if roles else None,
            themes=tuple(sorted(themes, key=self._order.__getitem__)),
            when=max(times, default=None),
            comment=comment,
        )
        verdict: Verdict | None = None
        if UNSURE in given:
            verdict = "unsure"
        elif LOOKED_AT in given and self._shown and not changed(label, passage):
            verdict = "right"
        return replace(label, verdict=verdict)


def _ours(coding: Coding) -> bool:
    """Whether a code is of the time that all we write has, whoever the program says it is by."""
    return (coding.when or "").startswith(CREATED.removesuffix("Z"))


def _users(selection: Selection) -> Iterable[str]:
    return (coding.user for coding in selection.codings)


def _comment(passage: TaggedPassage, selections: Iterable[Selection], users: set[str]) -> str:
    """What those users wrote beside a passage; what we wrote there ourselves is left out."""
    ours = described(passage)
    said: dict[str, None] = {}
    for selection in selections:
        if users & {selection.user, *_users(selection)}:
            texts = [selection.description, *selection.notes]
            texts += [note for coding in selection.codings for note in coding.notes]
            said |= dict.fromkeys(text for text in texts if text and text != ours)
    return " / ".join(said)
