"""Approval processes drawn as files, and a play that does the same in a case with approvals and in one of the plain
file: after each act both stand at the same steps, were at the same steps as often, and know the same verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from modeler.compile.graph import compile_graph
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from modeler.portable.expand import Expanded, expand
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph
from runner.protocol.values import CaseView, TaskSummary
from runner.service import Service
from tests.helpers.office import CLOCK, office

PEOPLE = ("zhang", "li", "chen", "wang", "zhao", "sun")
STARTER = "zhang"
BUTTONS = (
    ("agree", "agree", ""), ("reject", "reject", ""), ("return", "return", ""), ("back", "return", "previous"),
    ("abstain", "abstain", ""), ("ask", "custom", "node:first"),
)  # fmt: skip
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:slip="urn:slipway:bpmn:1" id="Definitions_1" \
targetNamespace="urn:test" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
<bpmn:process id="p" isExecutable="true">
"""


@dataclass(frozen=True)
class Step:
    """An approval: `verdicts` are places in `BUTTONS`; `limit`: what happens after four hours; `people` as the rule
    finds them, though nobody may be there."""

    vote: str = "any"
    people: tuple[str, ...] = ("li",)
    threshold: str = ""
    abstain: str = "counted"
    veto: str = ""
    hears_all: bool = False
    weights: tuple[str, ...] = ()
    empty: str = "stop"
    verdicts: tuple[int, ...] = (0, 1, 2)
    limit: str = ""
    copies: bool = False
    levels: bool = False


Block = Step | tuple[Any, ...]


def steps() -> st.SearchStrategy[Step]:
    """Approvals of every kind that plain BPMN can express."""
    people = st.lists(st.sampled_from(PEOPLE), min_size=0, max_size=4, unique=True).map(tuple)

    @st.composite
    def make(draw: st.DrawFn) -> Step:
        vote = draw(st.sampled_from(("any", "all", "all", "count", "percent", "weight", "sequence", "claim")))
        who = draw(people)
        shares = {
            "count": ("1", "2", "3"),
            "percent": ("50", "2/3", "66.7", "100", "1/7"),
            "weight": ("50", "60", "2/3"),
        }
        levels = vote == "any" and draw(st.integers(0, 3)) == 0
        beside = vote in ("all", *shares)
        weights: tuple[str, ...] = ()
        if vote == "weight" and who:
            first = draw(st.sampled_from(("10", "100/3", "50")))
            rest = "90" if first == "10" else "200/3" if first == "100/3" else "50"
            top, _, under = rest.partition("/")
            own = len(who) - 1
            weights = (first, *[f"{top}/{int(under or 1) * own}"] * own) if own else ("100",)
        return Step(
            vote=vote,
            people=("li", "chen") if levels else who,
            threshold=draw(st.sampled_from(shares[vote])) if vote in shares else "",
            abstain=draw(st.sampled_from(("counted", "left-out"))) if beside else "counted",
            veto=draw(st.sampled_from(("", "user:li", "user:sun user:chen"))) if beside else "",
            hears_all=beside and draw(st.booleans()),
            weights=weights,
            empty=draw(st.sampled_from(("pass", "reject", "pass"))),
            verdicts=draw(st.sampled_from(((0, 1, 2), (0, 1, 2, 4), (0, 1, 3, 4), (0, 1, 2, 5), (0, 4), (0, 1)))),
            limit=draw(st.sampled_from(("", "", "remind", "agree", "reject"))),
            copies=draw(st.booleans()),
            levels=levels,
        )  # fmt: skip

    return make()


def blocks() -> st.SearchStrategy[Block]:
    """Processes as blocks: a step, (`row`, blocks), (`xor`, block, block), (`and`, blocks), (`sub`, block), (`work`,
    person)."""
    plain: st.SearchStrategy[Block] = st.one_of(steps(), steps(), st.tuples(st.just("work"), st.sampled_from(PEOPLE)))
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda found: ("row", tuple(found))),
            st.tuples(st.just("xor"), inner, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda found: ("and", tuple(found))),
            st.tuples(st.just("sub"), inner),
        ),
        max_leaves=5,
    )


class Drawing:
    """Draws blocks as a file."""

    def __init__(self) -> None:
        self.count = 0
        self.parts: list[str] = []
        self.people: dict[str, tuple[str, ...]] = {}
        self.steps: dict[str, Step] = {}

    def document(self, block: Block, rest: str = "") -> Document:
        """The file of a block, with an approval in front and one behind."""
        first, last = Step(people=("li",)), Step("all", ("wang", "sun"))
        self.parts.append('<bpmn:startEvent id="S"/><bpmn:endEvent id="E"/>')
        begin, end = self._block(("row", (first, block, last)), ("first",))
        self._flow("S", begin)
        self._flow(end, "E")
        text = f"{HEAD}{''.join(self.parts)}{rest}</bpmn:process></bpmn:definitions>"
        return document_from_bytes(text.encode(), "play.bpmn", seed=1)

    def _flow(self, source: str, target: str, condition: str = "", own: str = "") -> None:
        inside = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        ends = f'id="{own or f"{source}-{target}"}" sourceRef="{source}" targetRef="{target}"'
        self.parts.append(f"<bpmn:sequenceFlow {ends}>{inside}</bpmn:sequenceFlow>")

    def _name(self, kind: str, names: tuple[str, ...]) -> str:
        self.count += 1
        return names[0] if names else f"{kind}{self.count}"

    def _block(self, block: Block, names: tuple[str, ...] = ()) -> tuple[str, str]:
        if isinstance(block, Step):
            own = self._name("A", names)
            self.parts.append(self.step(own, block))
            return own, own
        kind = block[0]
        if kind == "row":
            ends = [self._block(one, names if place == 0 else ()) for place, one in enumerate(block[1])]
            for (_a, end), (begin, _b) in pairwise(ends):
                self._flow(end, begin)
            return ends[0][0], ends[-1][1]
        own = self._name(kind.upper(), ())
        if kind == "work":
            self.people[own] = (block[1],)
            self.parts.append(
                f'<bpmn:userTask id="{own}"><bpmn:extensionElements><slip:handler strategy="user" '
                f'who="user:{block[1]}"/></bpmn:extensionElements></bpmn:userTask>'
            )
            return own, own
        if kind == "sub":
            events = f'<bpmn:startEvent id="{own}S"/><bpmn:endEvent id="{own}E"/>'
            self.parts.append(f'<bpmn:subProcess id="{own}">{events}')
            begin, end = self._block(block[1])
            self._flow(f"{own}S", begin)
            self._flow(end, f"{own}E")
            self.parts.append("</bpmn:subProcess>")
            return own, own
        join = f"{own}J"
        tag = "parallelGateway" if kind == "and" else "exclusiveGateway"
        default = f' default="{own}_else"' if kind == "xor" else ""
        self.parts.append(f'<bpmn:{tag} id="{own}"{default}/><bpmn:{tag} id="{join}"/>')
        ways = block[1] if kind == "and" else block[1:]
        for place, way in enumerate(ways):
            begin, end = self._block(way)
            is_else = kind == "xor" and place == 1
            condition = "amount &gt; 5" if kind == "xor" and not is_else else ""
            self._flow(own, begin, condition, f"{own}_else" if is_else else "")
            self._flow(end, join)
        return own, join

    def step(self, own: str, step: Step) -> str:
        """The text of an approval."""
        self.people[own], self.steps[own] = step.people, step
        who = " ".join(f"user:{one}" for one in step.people) or "user:nobody"
        rule = 'strategy="consecutiveHeads" upTo="top"' if step.levels else f'strategy="user" who="{who}"'
        more = "".join(
            f' {name}="{value}"'
            for name, value in (("threshold", step.threshold), ("veto", step.veto), ("abstain", step.abstain),
                                ("hearsAll", "true" if step.hears_all else ""))
            if value
        )  # fmt: skip
        buttons = "".join(
            f'<slip:verdict id="{name}" result="{result}"' + (f' action="{action}"' if action else "") + "/>"
            for name, result, action in (BUTTONS[place] for place in step.verdicts)
        )
        weights = "".join(
            f'<slip:weight who="user:{one}" share="{share}"/>'
            for one, share in zip(step.people, step.weights, strict=False)
        )
        limit = f'<slip:deadline><slip:step after="PT4H" do="{step.limit}"/></slip:deadline>' if step.limit else ""
        copy = '<slip:copy who="user:zhao"/>' if step.copies else ""
        return (
            f'<bpmn:userTask id="{own}"><bpmn:extensionElements><slip:handler {rule} empty="{step.empty}"/>'
            f'<slip:approval vote="{step.vote}"{more}>{buttons}{weights}</slip:approval>{limit}{copy}'
            "</bpmn:extensionElements></bpmn:userTask>"
        )


@dataclass
class Side:
    """One of the two cases."""

    service: Service
    case: str
    graph: Graph

    @property
    def view(self) -> CaseView:
        """The case as it is."""
        return self.service.case(self.case)

    def open(self) -> list[TaskSummary]:
        """What is open for people."""
        return self.service.open_tasks(self.case)


def begun(graph: Graph, variables: Mapping[str, Any], others: Sequence[Graph] = ()) -> Side:
    """A case that has begun."""
    service = Service(clock=CLOCK)
    graphs = {one.process: one for one in (graph, *others)}
    model = service.deploy(Bundle(entry=graph.process, sources={}, graphs=graphs, organization=office()))
    return Side(service, service.start(model, STARTER, variables), graph)


@dataclass
class Play:
    """A document, and a case of it and of its plain file each."""

    drawn: Drawing
    doc: Document
    amount: int = 0
    expanded: Expanded = field(init=False)

    def __post_init__(self) -> None:
        self.expanded = expand(self.doc, placed=False)
        graph = compile_graph(self.doc, "p").graph
        plain = compile_graph(document_from_bytes(self.expanded.data, "plain.bpmn"), "p")
        assert not plain.problems, [one.message for one in plain.problems]
        lists = {f"{own}_people": list(people) for own, people in self.drawn.people.items()}
        self.one = begun(graph, {"amount": self.amount})
        self.other = begun(plain.graph, {"amount": self.amount, "starter": STARTER, **lists})
        self.known = {node.id for node in graph.nodes}
        there = {node.id for node in plain.graph.nodes}
        self.proxy = {}
        for own in self.drawn.people:
            first = next((name for name in (f"{own}_begin", f"{own}_anybody") if name in there), own)
            self.proxy[first] = own
        self.torn: set[str] = set()
        self.hidden = {own for first, own in self.proxy.items() if first != own}
        self.check()

    def close(self) -> None:
        """Let go of both."""
        for side in (self.one, self.other):
            side.service.close()

    def seats(self) -> list[tuple[str, str]]:
        """Who may do what now, in the case with approvals; a request that came back stands at its start."""
        return sorted((task.element, task.user or "") for task in self.one.open() if task.kind in ("work", "start"))

    def act(self, seat: tuple[str, str], button: int = 0) -> str:
        """Do the same on both sides; the id of the button pressed (empty: it is work)."""
        element, user = seat
        before = {one.element for one in self.one.open()}
        task = next(one for one in self.one.open() if (one.element, one.user or "") == seat)
        plain = self._plain_task(element, user)
        step = self.drawn.steps.get(element)
        if task.kind == "start" or step is None:
            self.one.service.complete(task.task, user, {})
            self.other.service.complete(plain.task, user, {})
            pressed = ""
        else:
            pressed = BUTTONS[step.verdicts[button % len(step.verdicts)]][0]
            self.one.service.complete(task.task, user, {}, pressed)
            self.other.service.complete(plain.task, user, {f"{element}_verdict": pressed})
        self._note_torn(before, element)
        self.check()
        return pressed

    def _plain_task(self, element: str, user: str) -> TaskSummary:
        wanted = {mine: theirs for mine, theirs in self.expanded.stands_for.items() if theirs == element}
        found = [one for one in self.other.open() if one.element in (element, *wanted)]
        for one in found:
            values = self.other.service.task(one.task).values
            person = values.get(f"{element}_person")
            in_run = f"{element}_round" in {node.id for node in self.other.graph.nodes}
            if not in_run or person == user:
                return one
        raise AssertionError(f"nothing is open at {element} for {user} in the plain case: {found}")

    def wait(self, span: str = "PT1H") -> None:
        """Let time pass on both sides."""
        before = {one.element for one in self.one.open()}
        for side in (self.one, self.other):
            side.service.advance(span)
        self._note_torn(before, "")
        self.check()

    def _note_torn(self, before: set[str], acted: str) -> None:
        """Steps that went because of what was said elsewhere: the plain case knows a button that decided nothing."""
        values = self.one.view.variables
        in_time = {own for own in before if str(values.get(f"{own}_verdict")).startswith("auto-")}
        self.torn |= before - {acted} - in_time
        self.torn -= {acted} | {one.element for one in self.one.open()}

    def check(self) -> None:
        """Both stand at the same place, were at the same steps as often, and know the same."""
        one, other = self.one.view, self.other.view
        assert not other.problems, other.problems
        assert one.status == other.status, (one.status, other.status, one.path[-3:], other.path[-8:])
        assert {task.element for task in self.one.open()} == {self._mine(task.element) for task in self.other.open()}
        assert self._visits(one, plain=False) == self._visits(other, plain=True)
        ends = [own for own in other.end if own not in self.known]
        rejected = [own for own in ends if own.endswith(("_rejected", "_ended"))]
        assert (one.outcome == "rejected") == bool(rejected), (one.outcome, other.end)
        if not rejected:
            assert one.end == [own for own in other.end if own in self.known]
        for name in self._names():
            if rejected and name not in one.variables:
                continue  # decided by itself on a branch beside, in the moment in which the case ended
            assert one.variables.get(name) == other.variables.get(name), (
                name, one.variables.get(name), other.variables.get(name)
            )  # fmt: skip

    def _mine(self, element: str) -> str:
        return self.expanded.stands_for.get(element, element)

    def _names(self) -> list[str]:
        """What is compared: of a step that is not decided yet the plain case knows the button pressed last."""
        undecided = {task.element for task in self.one.open()} | self.torn
        decided = [own for own in self.drawn.steps if own not in undecided]
        return ["verdict", *(f"{own}_{kind}" for own in decided for kind in ("result", "verdict"))]

    def _visits(self, view: CaseView, *, plain: bool) -> Counter[str]:
        found: Counter[str] = Counter()
        for visit in view.path:
            own = visit.element
            if plain:
                own = self._mine(own)
                if own in self.proxy:
                    own = self.proxy[own]
                elif own in self.hidden:
                    continue
            if own in self.known:
                found[own] += 1
        return found
