"""发起人自选, 上一节点指定: whom a person chooses for a step further on, and what is checked of the choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from runner.bundle.graph import Graph, Node
from runner.core.errors import RunError
from runner.core.i18n import LANGUAGES, N_, LocalText, listed, pick
from runner.core.messages import declare
from runner.organization.directory import Directory, directory_of, distinct
from runner.organization.handler import Handler, count_in
from runner.organization.values import named_in
from runner.organization.who import parse_who, people_of, split_who, within
from runner.protocol import values as out
from runner.service.people import person_of

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "task.choice-unknown": (
            N_("Nobody is to be chosen for {step} here."),
            N_("Leave the choice out, or look at the task again."),
        ),
        "task.chosen-already": (
            N_("{people} was chosen for {step} on another way; that stays."),
            N_("Look at the task again and send it without a choice."),
        ),
        "task.not-offered": (N_("{people} cannot be chosen for {step}."), N_("Choose out of those offered.")),
        "task.chosen-too-few": (N_("{step}: choose {least} at least; {count} chosen."), ""),
        "task.chosen-too-many": (N_("{step}: choose {most} at most; {count} chosen."), ""),
    }
)

VARIABLE = "choices"
"""The variable of a case that holds who was chosen: node id -> bare ids."""
HUMAN = ("userTask", "manualTask")


@dataclass(frozen=True)
class Offer:
    """Out of whom a choice is made: the organisation of the day, the starter (empty: not known yet), and the
    departments that they start for (several where they have not said which)."""

    directory: Directory
    starter: str = ""
    departments: tuple[str | None, ...] = (None,)

    @staticmethod
    def at(directory: Directory, starter: str, department: str | None = None) -> Offer:
        """The offer to a case of that starter; without a `department` for all in which they work."""
        user = directory.users.get(starter)
        works = [department] if department else [one.department for one in (user.assignments if user else ())]
        return Offer(directory, starter, tuple(dict.fromkeys(works)) or (None,))

    def people(self, rule: Handler) -> list[str] | None:
        """The active people that a rule offers, inside its limit; None: everybody."""
        offered, limit = split_who(rule.params.get("from", "")), rule.params.get("within", "").strip()
        if not offered and not limit:
            return None
        named = [who for text in offered if (who := parse_who(text)) is not None]
        found: Iterable[str] = (
            person for who in named for person in people_of(who, self.directory, starter=self.starter or None)
        )
        everybody = (user.id for user in self.directory.organization.users)
        active = [one for one in distinct(found if offered else everybody) if self.directory.is_active(one)]
        kept: set[str] = set()
        for department in self.departments:
            kept.update(within(limit, active, self.directory, starter=self.starter, department=department))
        return [one for one in active if one in kept]


def start_choices(graph: Graph, offer: Offer) -> list[out.ChoiceView]:
    """What the starter chooses: for every step of the process that says so."""
    return [_view(offer, node, ()) for node in graph.nodes if _asks(node, "starterChoice")]


def task_choices(room: Room, live: Live, process: str, element: str, kind: str) -> list[out.ChoiceView]:
    """What the handler of a task chooses: the starter again at a resubmission, else for the next steps that say so
    and for which nobody has been chosen on a parallel way."""
    graph = live.bundle.graphs[process]
    before = _chosen(live)
    if kind == "start":
        found = [node for node in graph.nodes if _asks(node, "starterChoice")]
    else:
        found = [node for node in _next_steps(graph, element) if _asks(node, "previousChoice")]
        found = [node for node in found if not _is_taken(room, live, node)]
    offer = _offer(live)
    return [_view(offer, node, before.get(node.id, ())) for node in found]


def choose(
    room: Room, live: Live, offered: Sequence[out.ChoiceView], given: Mapping[str, Any], user: str, *, token: str = ""
) -> dict[str, Any]:
    """The variables that a choice writes, after it was checked.

    Raises `RunError`: `task.choice-unknown`, `task.chosen-already`, `task.not-offered`, `task.chosen-too-few`,
    `task.chosen-too-many`.
    """
    known = {one.element for one in offered}
    for element in given:
        if element not in known:
            _refuse(room, live, element)
    new: dict[str, list[str]] = {}
    for one in offered:
        # who says nothing of a step leaves the choice as it is: that of the data, or of the time before a return
        people = distinct(map(person_of, given[one.element])) if one.element in given else one.chosen
        _check(live, one, people)
        if people and one.element in given:
            new[one.element] = people
            visit, returns = _at(room, live, one.element)
            live.note("chose", one.element, token, by=user, to=people, visit=visit, returns=returns)
    return {VARIABLE: {**_chosen(live), **new}} if new else {}


def at_start(
    room: Room, live: Live, values: Mapping[str, Any], given: Mapping[str, Any], user: str
) -> dict[str, Any]:
    """The values a case starts with, and whom the starter chose: as given, else as the values say that whoever
    starts without a form hands over. Raises `RunError` like `choose`."""
    offered = start_choices(live.engine.program.graph, _offer(live, live.bundle.day(room.now)))
    known = {one.element for one in offered}
    inside = values.get(VARIABLE)
    before = inside if isinstance(inside, Mapping) else {}
    chosen = choose(room, live, offered, {**{key: before[key] for key in before if key in known}, **given}, user)
    return {**values, VARIABLE: {**before, **chosen[VARIABLE]}} if chosen else dict(values)


def to_note(choices: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the record of a command says of a choice; nothing where none was made."""
    return {"choices": dict(choices)} if choices else {}


def _asks(node: Node, strategy: str) -> bool:
    """Whether a choice for this step is made beside the form: one with a `path` stands in the form itself."""
    rule = node.handler
    return node.kind in HUMAN and rule is not None and rule.strategy == strategy and not rule.params.get("path")


def _next_steps(graph: Graph, element: str) -> Iterator[Node]:
    """The steps of people that may come next: whatever flows lead to without another one between."""
    nodes = {node.id: node for node in graph.nodes}
    ways: dict[str, list[str]] = {}
    for flow in graph.flows:
        ways.setdefault(flow.source, []).append(flow.target)
    seen, waiting = {element}, list(ways.get(element, ()))
    while waiting:
        current = waiting.pop(0)
        if current in seen or current not in nodes:
            continue
        seen.add(current)
        node = nodes[current]
        if node.kind in HUMAN:
            yield node
            continue
        waiting.extend(ways.get(current, ()))
        inside = {one.id for one in graph.nodes if one.scope == current}
        targets = {flow.target for flow in graph.flows}
        waiting.extend(one for one in inside if one not in targets)  # where a sub-process begins
        if node.kind == "endEvent" and node.scope is not None:
            waiting.extend(ways.get(node.scope, ()))


def _offer(live: Live, day: date | None = None) -> Offer:
    directory = directory_of(live.bundle.organization).at(day or live.bundle.day(live.engine.now))
    starter = live.row["starter"]
    work = directory.assignment(starter, live.setup.get("department"))
    return Offer(directory, starter, (work.department if work is not None else None,))


def _view(offer: Offer, node: Node, before: Sequence[str]) -> out.ChoiceView:
    rule = node.handler
    assert rule is not None
    least = count_in(rule.params.get("min", "")) or (1 if rule.empty == "stop" else 0)
    return out.ChoiceView(
        element=node.id,
        name=node.name,
        people=offer.people(rule),
        least=least,
        most=count_in(rule.params.get("max", "")),
        chosen=list(before),
    )


def _chosen(live: Live) -> dict[str, list[str]]:
    value = live.engine.variables.get(VARIABLE)
    return {str(key): named_in(one) for key, one in value.items()} if isinstance(value, Mapping) else {}


def _at(room: Room, live: Live, element: str) -> tuple[int, int]:
    """Which visit to a step comes next, and after how many returns."""
    memory = room.service.people.memory(room, live)
    return memory.visits[element] + 1, memory.returns


def _is_taken(room: Room, live: Live, node: Node) -> bool:
    """Whether somebody was chosen for the coming visit to a step already, on a parallel way."""
    if node.id not in _chosen(live):
        return False
    visit, returns = _at(room, live, node.id)
    return any(
        line["kind"] == "chose"
        and line["element"] == node.id
        and (line["payload"].get("visit"), line["payload"].get("returns")) == (visit, returns)
        for line in room.tx.history(live.id, 0)
    )


def _refuse(room: Room, live: Live, element: str) -> None:
    node = live.engine.program.nodes.get(element)
    step: LocalText = (node.name if node is not None else "") or element
    if node is not None and _asks(node, "previousChoice") and _is_taken(room, live, node):
        raise RunError("task.chosen-already", step=step, people=_names(live, _chosen(live)[element]))
    raise RunError("task.choice-unknown", step=step)


def _check(live: Live, one: out.ChoiceView, people: Sequence[str]) -> None:
    step = one.name or one.element
    directory = directory_of(live.bundle.organization).at(live.bundle.day(live.engine.now))
    out_of = None if one.people is None else set(one.people)
    wrong = [user for user in people if not directory.is_active(user) or (out_of is not None and user not in out_of)]
    if wrong:
        raise RunError("task.not-offered", step=step, people=_names(live, wrong))
    if len(people) < one.least:
        raise RunError("task.chosen-too-few", step=step, least=one.least, count=len(people))
    if one.most is not None and len(people) > one.most:
        raise RunError("task.chosen-too-many", step=step, most=one.most, count=len(people))


def _names(live: Live, people: Sequence[str]) -> LocalText:
    directory = directory_of(live.bundle.organization)
    names = [directory.user_name(user) for user in people]
    return {language: listed([pick(name, language) for name in names], language) for language in LANGUAGES}
