"""What decides a step, as FEEL: the buttons that were pressed become a result, and the results of several people are
counted as `runner.approvals.votes` counts them, with whole numbers instead of fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from runner.approvals.votes import SHARED, share_of
from runner.bundle.graph import Approval, Verdict

COUNTED = ("agree", "reject", "abstain")
"""Results that are counted; any other decides alone and at once."""


@dataclass(frozen=True)
class Names:
    """The variables of a step. `verdict`: the button pressed last, `result`: what the step came to, `last`: what the
    last decided step of the case came to; the others serve the counting."""

    base: str

    last = "verdict"

    @property
    def verdict(self) -> str:
        """The button pressed last."""
        return f"{self.base}_verdict"

    @property
    def result(self) -> str:
        """What the step came to."""
        return f"{self.base}_result"

    @property
    def people(self) -> str:
        """The list of who is asked."""
        return f"{self.base}_people"

    @property
    def known(self) -> str:
        """The list of who is asked, as the file knows it."""
        return f"{self.base}_known"

    @property
    def person(self) -> str:
        """Who is asked in one run."""
        return f"{self.base}_person"

    @property
    def vote(self) -> str:
        """What was said last."""
        return f"{self.base}_vote"

    @property
    def spoke(self) -> str:
        """How many have spoken."""
        return f"{self.base}_spoke"

    @property
    def agreed(self) -> str:
        """How much has agreed."""
        return f"{self.base}_agreed"

    @property
    def against(self) -> str:
        """How many are against."""
        return f"{self.base}_against"

    @property
    def left(self) -> str:
        """How much is still to speak."""
        return f"{self.base}_left"

    @property
    def total(self) -> str:
        """How much counts altogether."""
        return f"{self.base}_total"

    @property
    def vetoes(self) -> str:
        """How many of those whose rejection decides are still to speak."""
        return f"{self.base}_vetoes"

    @property
    def vetoed(self) -> str:
        """How many of those whose rejection decides have rejected."""
        return f"{self.base}_vetoed"

    @property
    def veto(self) -> str:
        """The list of those of the people whose rejection decides."""
        return f"{self.base}_veto"

    @property
    def weights(self) -> str:
        """The list of what each weighs: `who`, `weight`."""
        return f"{self.base}_weights"


def names_of(element: str) -> Names:
    """The variables of the step with this id; signs that no name of a variable has become `_`."""
    base = re.sub(r"\W", "_", element)
    return Names(base if not base[:1].isdigit() else f"_{base}")


def quoted(text: str) -> str:
    """A text as FEEL."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts: Iterable[str]) -> str:
    """A list of texts as FEEL."""
    return f"[{', '.join(map(quoted, texts))}]"


def is_one_of(value: str, texts: Sequence[str]) -> str:
    """Whether a value is one of some texts."""
    return " or ".join(f"{value} = {quoted(one)}" for one in texts)


def nobody_in(people: str) -> str:
    """Whether a list is empty, or not there."""
    return f"{people} = null or count({people}) = 0"


def buttons_of(verdicts: Sequence[Verdict], automatic: Iterable[str] = ()) -> dict[str, list[str]]:
    """Result -> the ids of the buttons that mean it; `automatic`: results that a time limit gives."""
    found: dict[str, list[str]] = {}
    for one in verdicts:
        found.setdefault(one.result, []).append(one.id)
    for result in automatic:
        found.setdefault(result, []).append(f"auto-{result}")
    return found


def read_button(variable: str, buttons: Mapping[str, Sequence[str]]) -> str:
    """The result that a button means; null where it is none of these."""
    ways = [f"if {is_one_of(variable, ids)} then {quoted(result)}" for result, ids in buttons.items()]
    return " else ".join([*ways, "null"])


def last_verdict(names: Names, result: str, buttons: Mapping[str, Sequence[str]]) -> str:
    """What the variable of the last verdict becomes: a result of one's own goes by the name of its button."""
    return f'if {result} = "custom" then {names.verdict} else {result}' if "custom" in buttons else result


def single_script(names: Names, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script behind a step that one person decides."""
    return "\n".join((
        f"{names.result} = {read_button(names.verdict, buttons)}",
        f"{names.last} = {last_verdict(names, names.result, buttons)}",
    ))  # fmt: skip


@dataclass(frozen=True)
class Votes:
    """How the votes of a step are counted beside each other. `veto`: those whose rejection decides, where they are
    known one by one; else the list of that name tells. `weights`: what each weighs, likewise."""

    names: Names
    approval: Approval
    veto: Sequence[str] | None = None
    weights: Mapping[str, Fraction] | None = None

    @property
    def _shared(self) -> bool:
        return self.approval.vote in SHARED

    def begin(self) -> list[str]:
        """The lines that set the counters to their beginning."""
        names, lines = self.names, []
        if self._shared:
            everybody = self._weigh_all()
            lines = [f"{names.agreed} = 0", f"{names.left} = {everybody}", f"{names.total} = {everybody}"]
        else:
            lines = [f"{names.agreed} = 0", f"{names.against} = 0"]
        if self.approval.veto:
            lines += [f"{names.vetoes} = {self._vetoes()}", f"{names.vetoed} = 0"]
        return [f"{names.spoke} = 0", *lines]

    def count(self) -> list[str]:
        """The lines that count one vote."""
        names, weight = self.names, self._weight()
        agrees = f'{names.vote} = "agree"'
        lines = [f"{names.spoke} = {names.spoke} + 1"]
        lines.append(f"{names.agreed} = if {agrees} then {names.agreed} + {weight} else {names.agreed}")
        if self._shared:
            lines.append(f"{names.left} = {names.left} - {weight}")
            if self.approval.abstain == "left-out":
                silent = f'{names.vote} = "abstain"'
                lines.append(f"{names.total} = if {silent} then {names.total} - {weight} else {names.total}")
        else:
            rejects = f'{names.vote} = "reject"'
            lines.append(f"{names.against} = if {rejects} then {names.against} + 1 else {names.against}")
        if self.approval.veto:
            decides = self._decides()
            rejects = f'{names.vote} = "reject" and ({decides})'
            lines.append(f"{names.vetoes} = if {decides} then {names.vetoes} - 1 else {names.vetoes}")
            lines.append(f"{names.vetoed} = if {rejects} then {names.vetoed} + 1 else {names.vetoed}")
        return lines

    def result(self) -> str:
        """What the votes so far come to; null while that is open."""
        names = self.names
        found = self._by_share() if self._shared else self._by_all()
        if self.approval.veto:
            found = f'if {names.vetoed} > 0 then "reject" else {found}'
        if self.approval.hears_all:
            found = f"if not({_all_spoke(names)}) then null else {found}"
        counted = is_one_of(names.vote, COUNTED)
        return f"if {names.vote} != null and not({counted}) then {names.vote} else {found}"

    def _by_all(self) -> str:
        names = self.names
        return (
            f'if {names.against} > 0 then "reject" else if not({_all_spoke(names)}) then null '
            f'else if {names.agreed} > 0 then "agree" else "reject"'
        )

    def _by_share(self) -> str:
        names, approval = self.names, self.approval
        if approval.vote == "count":
            needed = Fraction(approval.threshold) if approval.threshold else Fraction(1)
            wanted = f"{needed.numerator}" if approval.threshold else names.total
        else:
            needed = share_of(approval.threshold)
            wanted = f"{needed.numerator} * {names.total}" if needed.numerator != 1 else names.total
        times = f" * {needed.denominator}" if needed.denominator != 1 else ""
        agree = f'(if {names.vetoes} > 0 then null else "agree")' if approval.veto else '"agree"'
        can_still = f"({names.agreed} + {names.left}){times}"
        return (
            f"if {names.agreed} > 0 and {names.agreed}{times} >= {wanted} then {agree} "
            f'else if {can_still} < {wanted} or {_all_spoke(names)} then "reject" else null'
        )

    def _decides(self) -> str:
        """Whether the rejection of whoever spoke decides."""
        names = self.names
        return (
            f"list contains({names.veto}, {names.person})"
            if self.veto is None
            else is_one_of(names.person, self.veto)
        )

    def _vetoes(self) -> str:
        """How many of the people can decide by their rejection."""
        if self.veto is None:
            return f"if {self.names.veto} = null then 0 else count({self.names.veto})"
        return self._sum_over(dict.fromkeys(self.veto, 1))

    def _sum_over(self, amounts: Mapping[str, int]) -> str:
        people = self.names.people
        ways = (f"(if list contains({people}, {quoted(who)}) then {much} else 0)" for who, much in amounts.items())
        return " + ".join(ways) or "0"

    def _weight(self) -> str:
        """What whoever spoke weighs."""
        names = self.names
        if self.approval.vote != "weight":
            return "1"
        if self.weights is None:
            own = f"if own.who = {names.person} then own.weight else 0"
            return f"sum(append(for own in {names.weights} return {own}, 0))"
        ways = [f"if {names.person} = {quoted(who)} then {much}" for who, much in whole_weights(self.weights).items()]
        return f"({' else '.join([*ways, '0'])})"

    def _weigh_all(self) -> str:
        """What all people weigh."""
        names = self.names
        if self.approval.vote != "weight":
            return f"count({names.people})"
        if self.weights is None:
            each = f"for one in {names.people}, own in {names.weights}"
            return f"sum(append({each} return if own.who = one then own.weight else 0, 0))"
        return self._sum_over(whole_weights(self.weights))


def begin_script(names: Names, votes: Votes | None = None) -> str:
    """The script before a step of several: no vote of an earlier round counts. `votes`: how they are counted beside
    each other; none where one speaks after the other."""
    lines = votes.begin() if votes is not None else [f"{names.spoke} = 0"]
    return "\n".join([*lines, f"{names.result} = null"])


def empty_script(names: Names, result: str, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script for a step of several where nobody is there to be asked."""
    said = last_verdict(names, names.result, buttons)
    return "\n".join(
        (f"{names.verdict} = {quoted(result)}", f"{names.result} = {quoted(result)}", f"{names.last} = {said}")
    )


def turn_script(names: Names, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script behind each turn of a step whose people decide one after the other."""
    return _counting(names, buttons, [f"{names.spoke} = {names.spoke} + 1"], (
        f'if {names.vote} != "agree" then {names.vote} '
        f"else if {_all_spoke(names)} then {names.vote} else null"
    ))  # fmt: skip


def count_script(votes: Votes, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script behind each vote of a step that several decide beside each other."""
    return _counting(votes.names, buttons, votes.count(), votes.result())


def _counting(names: Names, buttons: Mapping[str, Sequence[str]], lines: Sequence[str], result: str) -> str:
    said = last_verdict(names, names.result, buttons)
    return "\n".join((
        f"{names.vote} = {read_button(names.verdict, buttons)}",
        *lines,
        f"{names.result} = {result}",
        f"{names.last} = if {names.result} = null then {names.last} else {said}",
    ))  # fmt: skip


def _all_spoke(names: Names) -> str:
    return f"{names.spoke} >= count({names.people})"


def whole_weights(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """What each person weighs, all multiplied so that no fraction is left."""
    times = lcm(*(weight.denominator for weight in weights.values()))
    return {who: int(weight * times) for who, weight in weights.items()}
