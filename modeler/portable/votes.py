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
    def person(self) -> str:
        """Who is asked in one run."""
        return f"{self.base}_person"

    @property
    def vote(self) -> str:
        """What was said last."""
        return f"{self.base}_vote"

    @property
    def votes(self) -> str:
        """Who has said what."""
        return f"{self.base}_votes"

    @property
    def agreed(self) -> str:
        """How much has agreed."""
        return f"{self.base}_agreed"

    @property
    def left(self) -> str:
        """How much is still to speak."""
        return f"{self.base}_left"

    @property
    def total(self) -> str:
        """How much counts altogether."""
        return f"{self.base}_total"

    @property
    def veto(self) -> str:
        """The list of those whose rejection decides."""
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
    return f"{value} = {quoted(texts[0])}" if len(texts) == 1 else f"list contains({listed(texts)}, {value})"


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


def begin_script(names: Names, empty: str | None) -> str:
    """The script before a step of several: no vote of an earlier round counts. `empty`: the result where nobody is
    there to be asked."""
    lines = [f"{names.votes} = []"]
    if empty is None:
        return "\n".join([*lines, f"{names.result} = null"])
    result = quoted(empty)
    return "\n".join([
        *lines,
        f"{names.result} = if count({names.people}) = 0 then {result} else null",
        f"{names.verdict} = if count({names.people}) = 0 then {result} else {names.verdict}",
        f"{names.last} = if count({names.people}) = 0 then {result} else {names.last}",
    ])  # fmt: skip


def turn_script(names: Names, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script behind each turn of a step whose people decide one after the other."""
    return _counting(names, buttons, [], (
        f'if {names.vote} != "agree" then {names.vote} '
        f"else if {_all_spoke(names)} then {names.vote} else null"
    ))  # fmt: skip


def count_script(names: Names, approval: Approval, buttons: Mapping[str, Sequence[str]]) -> str:
    """The script behind each vote of a step that several decide beside each other."""
    shared = approval.vote in SHARED
    found = _by_share(names, approval) if shared else _by_all(names)
    if approval.veto:
        vetoed = f'some one in {names.votes} satisfies one.result = "reject" and list contains({names.veto}, one.who)'
        found = f'if {vetoed} then "reject" else {found}'
    if approval.hears_all:
        found = f"if not({_all_spoke(names)}) then null else {found}"
    alone = f"{names.vote} != null and not({is_one_of(names.vote, COUNTED)})"
    lines = _amounts(names, approval) if shared else []
    return _counting(names, buttons, lines, f"if {alone} then {names.vote} else {found}")


def _counting(names: Names, buttons: Mapping[str, Sequence[str]], lines: Sequence[str], result: str) -> str:
    said = last_verdict(names, names.result, buttons)
    return "\n".join((
        f"{names.vote} = {read_button(names.verdict, buttons)}",
        f"{names.votes} = append({names.votes}, {{who: {names.person}, result: {names.vote}}})",
        *lines,
        f"{names.result} = {result}",
        f"{names.last} = if {names.result} = null then {names.last} else {said}",
    ))  # fmt: skip


def _all_spoke(names: Names) -> str:
    return f"count({names.votes}) = count({names.people})"


def _said(names: Names, result: str) -> str:
    return f"{names.votes}[item.result = {quoted(result)}]"


def _by_all(names: Names) -> str:
    return (
        f'if count({_said(names, "reject")}) > 0 then "reject" else if not({_all_spoke(names)}) then null '
        f'else if count({_said(names, "agree")}) > 0 then "agree" else "reject"'
    )


def _by_share(names: Names, approval: Approval) -> str:
    if approval.vote == "count":
        needed = Fraction(approval.threshold) if approval.threshold else Fraction(1)
        wanted = f"{needed.numerator}" if approval.threshold else names.total
    else:
        needed = share_of(approval.threshold)
        wanted = f"{needed.numerator} * {names.total}" if needed.numerator != 1 else names.total
    times = f" * {needed.denominator}" if needed.denominator != 1 else ""
    agree = '"agree"'
    if approval.veto:
        waits = (
            f"some one in {names.people} satisfies list contains({names.veto}, one) "
            f"and not(list contains({names.votes}.who, one))"
        )
        agree = f'(if {waits} then null else "agree")'
    can_still = f"({names.agreed} + {names.left}){times}"
    return (
        f"if {names.agreed} > 0 and {names.agreed}{times} >= {wanted} then {agree} "
        f'else if {can_still} < {wanted} or {_all_spoke(names)} then "reject" else null'
    )


def _amounts(names: Names, approval: Approval) -> list[str]:
    """How much agrees, is open and counts altogether: people, or their weights."""
    silent = f"count({_said(names, 'abstain')})"
    if approval.vote != "weight":
        less = f" - {silent}" if approval.abstain == "left-out" else ""
        return [
            f"{names.agreed} = count({_said(names, 'agree')})",
            f"{names.left} = count({names.people}) - count({names.votes})",
            f"{names.total} = count({names.people}){less}",
        ]

    def weigh(some: str, more: str = "") -> str:
        each = f"for one in {some}, own in {names.weights} return if own.who = {more or 'one.who'} "
        return f"sum(append({each}then own.weight else 0, 0))"

    everybody = weigh(names.people, "one")
    less = f" - {weigh(_said(names, 'abstain'))}" if approval.abstain == "left-out" else ""
    return [
        f"{names.agreed} = {weigh(_said(names, 'agree'))}",
        f"{names.left} = {everybody} - {weigh(names.votes)}",
        f"{names.total} = {everybody}{less}",
    ]


def weights_list(weights: Mapping[str, Fraction]) -> str:
    """What each person weighs, as FEEL; all multiplied so that no fraction is left."""
    times = lcm(*(weight.denominator for weight in weights.values()))
    entries = (f"{{who: {quoted(who)}, weight: {int(weight * times)}}}" for who, weight in weights.items())
    return f"[{', '.join(entries)}]"
