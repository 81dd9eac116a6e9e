"""Where a case goes by a verdict: on, to its end as rejected, back to its starter or to a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from modeler.bpmn import names
from modeler.portable.regions import Region, Ways
from modeler.portable.steps import Made, Steps
from modeler.portable.votes import is_one_of
from runner.approvals.verdicts import END, GO_ON, NODE, PREVIOUS, START, action_of, verdicts_of
from runner.bundle.graph import Node


@dataclass(frozen=True)
class _Exit:
    """Where results of a step lead: to a node, or (`target` None) to the end as rejected."""

    results: tuple[str, ...]
    target: str | None = None
    is_start: bool = False


class Sending:
    """The ways that verdicts take in one process. First `wrap`, then the steps are expanded, then `send`."""

    def __init__(self, steps: Steps, *, is_called: bool) -> None:
        self._steps, self._sketch, self._graph = steps, steps.sketch, steps.graph
        self._ways = Ways(steps.graph)
        self._is_called = is_called
        self._exits: dict[str, list[_Exit]] = {}
        self._again: str | None = None
        self._borders: dict[tuple[str, str], str] = {}
        self.stands_for: dict[str, str] = {}

    # -- before the steps are expanded -------------------------------------------------------------

    def wrap(self) -> None:
        """Find where verdicts lead, and put what runs side by side into a sub-process where one of them leads out."""
        for node in self._graph.nodes:
            if node.kind == "userTask":
                self._exits[node.id] = self._exits_of(node)
        regions = self._ways.regions()
        wrapped: dict[str, Region] = {}
        for own, exits in self._exits.items():
            node = self._ways.nodes[own]
            for one in exits:
                entered = self._region_to_enter(node, one, regions)
                if entered is not None:
                    target, split = self._name(one.target or ""), self._name(entered.split)
                    self._steps.refuse("into-branch", node, target=target, split=split)
                    continue
                region = self._region_to_leave(node, one, regions)
                if region is None:
                    continue
                if not region.closed:
                    target = self._name(one.target or "")
                    self._steps.refuse("beside", node, target=target, split=self._name(region.split))
                else:
                    wrapped.setdefault(region.split, region)
        for region in sorted(wrapped.values(), key=lambda one: len(one.nodes)):
            self._wrap(region)

    def _exits_of(self, node: Node) -> list[_Exit]:
        """Where the results of a step lead that do not go on."""
        if node.approval is None:
            return [_Exit(("reject",))] if action_of(self._graph, node, "reject") == END and _may_reject(node) else []
        found: dict[str | None, _Exit] = {}
        results = dict.fromkeys(one.result for one in verdicts_of(node))
        for step in node.deadline.steps if node.deadline else ():
            if step.do in ("agree", "reject"):
                results.setdefault(step.do)
        if node.handler is not None and node.handler.empty in ("pass", "reject"):
            results.setdefault("agree" if node.handler.empty == "pass" else "reject")
        if "reject" not in results and node.approval.vote in ("all", "count", "percent", "weight"):
            results.setdefault("reject")  # where too few agree
        for result in results:
            action = action_of(self._graph, node, result)
            if action == GO_ON:
                continue
            one = self._exit(node, result, action)
            if one is None:
                continue
            known = found.get(one.target)
            found[one.target] = (
                one if known is None else _Exit((*known.results, *one.results), one.target, one.is_start)
            )
        if any(one.is_start for one in found.values()) or node.approval.resubmit == "direct":
            self._steps.tell("direct" if node.approval.resubmit == "direct" else "replay", node)
        if not node.approval.operations or "return" in node.approval.operations:
            self._steps.tell("chosen-return", node)
        return list(found.values())

    def _exit(self, node: Node, result: str, action: str) -> _Exit | None:
        label = self._label(node, [result])
        if action == END:
            return _Exit((result,))
        if action == PREVIOUS:
            before = self._ways.asked_before(node.id)
            target = next(iter(before)) if len(before) == 1 else None
            if target is not None and self._ways.nodes[target].kind != "startEvent":
                return _Exit((result,), target)
            if target is None and before:
                self._steps.tell("previous-unsure", node, results=label)
            action = START
        if action == START:
            starts = [one for one in self._graph.nodes if one.kind == "startEvent" and one.scope is None]
            if not starts:
                self._steps.refuse("no-start", node, target="–")
                return None
            if len(starts) > 1:
                self._steps.tell("starts", node, results=label, target=starts[0].name or starts[0].id)
            if self._is_called:
                self._steps.tell("return-called", node)
            return _Exit((result,), starts[0].id, is_start=True)
        target = action.removeprefix(NODE)
        found = self._ways.nodes.get(target)
        if found is None or found.attached_to is not None or not self._is_round(found, node):
            self._steps.refuse("no-step", node, target=target)
            return None
        return _Exit((result,), target, is_start=found.kind == "startEvent" and found.scope is None)

    def _is_round(self, target: Node, node: Node) -> bool:
        """Whether a node stands in a scope round another one."""
        return target.scope in self._scopes(node)

    def _scopes(self, node: Node) -> list[str | None]:
        """The scopes round a node, the innermost first."""
        found: list[str | None] = [node.scope]
        while found[-1] is not None:
            found.append(self._ways.nodes[found[-1]].scope)
        return found

    def _region_to_leave(self, node: Node, one: _Exit, regions: Sequence[Region]) -> Region | None:
        """The outermost part that runs side by side and that a way leads out of."""
        if one.target is None:
            return None  # whatever runs beside it ends with the case
        goal = self._ways.nodes[one.target]
        here = node
        while here.scope != goal.scope:  # what leaves a sub-process is beside what is beside that
            here = self._ways.nodes[here.scope or ""]
        for region in regions:
            inside = region.nodes - {region.split, region.join}
            if region.scope == goal.scope and here.id in inside and one.target not in inside:
                return region
        return None

    def _region_to_enter(self, node: Node, one: _Exit, regions: Sequence[Region]) -> Region | None:
        """The part that runs side by side into one branch of which a way leads, from outside of that branch."""
        for region in regions:
            if one.target not in region.nodes - {region.split, region.join}:
                continue
            here: Node | None = node
            while here is not None and here.scope != region.scope:
                here = self._ways.nodes.get(here.scope or "")
            behind = self._ways.reach([one.target], region.join)
            if here is None or here.id not in region.nodes - {region.join} or here.id not in behind:
                return region
        return None

    def _wrap(self, region: Region) -> None:
        """Put a region into a sub-process of its own."""
        sketch, steps = self._sketch, self._steps
        scope = sketch.scope_of(region.split)
        sub = sketch.node("subProcess", f"{region.split}_block", steps.words.say("block"), region.split)
        for flow in sketch.incoming(region.split):
            sketch.lead(flow, target=sub)
        for flow in sketch.outgoing(region.join) if region.join is not None else ():
            sketch.lead(flow, source=sub)
        order = {own: place for place, own in enumerate(self._ways.nodes)}
        sketch.move_into(sub, sorted(region.nodes, key=lambda own: order[own]))
        sketch.settle_flow_scopes(scope)
        start = sketch.node("startEvent", f"{region.split}_in", "", region.split, sub)
        sketch.flow(start, region.split)
        if region.join is not None:
            end = sketch.end(f"{region.split}_out", "", region.split, "", sub)
            sketch.flow(region.join, end)
        steps.tell("block", self._ways.nodes[region.split], split=self._name(region.split))

    # -- behind the steps --------------------------------------------------------------------------

    def send(self) -> None:
        """Draw the ways of all verdicts."""
        for own, made in self._steps.made.items():
            exits = self._exits.get(own, [])
            if exits or made.also:
                self._decide(made, exits)
            elif made.node.copy_to:
                self._steps.behind(made, self._steps.copy_task(made, made.exit))

    def _decide(self, made: Made, exits: Sequence[_Exit]) -> None:
        """A gateway behind a step, with a way for each place that its results lead to."""
        steps, sketch, node = self._steps, self._sketch, made.node
        before = made.exit
        gate = sketch.node("exclusiveGateway", f"{node.id}_way", steps.words.say("decided"), before)
        steps.behind(made, gate)
        for other in made.also:
            sketch.flow(other, gate)
        gone = {result for one in exits for result in one.results}
        results = [result for result in dict.fromkeys([*made.buttons, "agree"]) if result not in gone]
        on = self._way_on(made, gate)
        if exits and results:
            on.append(sketch.expression("conditionExpression", is_one_of(made.names.result, results)))
            on.set("name", self._label(node, results))
        elif exits:
            on.append(sketch.expression("conditionExpression", "false"))
        usual = next((one for one in exits if one.target is None), exits[0] if exits else None)
        for one in exits:
            condition = None if one is usual else is_one_of(made.names.result, one.results)
            flow = self._exit_way(made, gate, one, condition)
            if flow is not None and one is usual:
                sketch.ids[gate].set("default", flow)

    def _label(self, node: Node, results: Sequence[str]) -> str:
        """What the buttons with these results say."""
        own = node.approval.verdicts if node.approval is not None else []
        labels: dict[str, str] = {one.result: one.label for one in reversed(own)}
        known = ("agree", "reject", "return", "abstain")
        texts = (labels.get(one) or (self._steps.words.say(one) if one in known else one) for one in results)
        return " / ".join(dict.fromkeys(texts))

    def _way_on(self, made: Made, gate: str) -> etree._Element:
        """The one flow by which a case goes on from a gateway; with a copy on the way, and a gateway where several
        flows led on from the step."""
        steps, sketch, node = self._steps, self._sketch, made.node
        flows = sketch.outgoing(gate)
        default = sketch.ids[gate].attrib.pop("default", None)
        first: str | None = None
        last = gate
        if node.copy_to:
            first = last = steps.copy_task(made, gate)
        if not flows:
            end = sketch.end(f"{node.id}_end", "", last, "")
            flow = sketch.flow(last, end)
        elif len(flows) > 1 or flows[0].find(names.q("conditionExpression")) is not None:
            plain = default is None and all(one.find(names.q("conditionExpression")) is None for one in flows)
            kind = "parallelGateway" if plain else "inclusiveGateway"
            split = sketch.node(kind, f"{node.id}_split", steps.words.say("split") if plain else "", last)
            for one in flows:
                sketch.lead(one, source=split)
                if not plain and one.get("id") != default and one.find(names.q("conditionExpression")) is None:
                    one.append(sketch.expression("conditionExpression", "true"))
            if default is not None:
                sketch.ids[split].set("default", default)
            flow = sketch.flow(last, split)
        else:
            (flow,) = flows
            if first is not None:
                sketch.lead(flow, source=first)
        return sketch.flow(gate, first) if first is not None else flow

    def _exit_way(self, made: Made, gate: str, one: _Exit, condition: str | None) -> str | None:
        """Draw one way that does not go on; the id of its flow."""
        steps, sketch, node = self._steps, self._sketch, made.node
        label = self._label(node, one.results)
        here = sketch.scope_of(gate)
        entry = self._entry(one)
        there = sketch.scope_of(entry) if entry is not None else self._graph.process
        if here == there:
            target = entry or sketch.end(f"{node.id}_rejected", steps.words.say("rejected"), gate, "terminate")
            flow = sketch.flow(gate, target, condition, label)
            self._told(node, one, label, target)
            return str(flow.get("id"))
        host = self._host(here, there)
        if host is None:
            steps.refuse("no-way-out", node, scope=here)
            return None
        code = "rejected" if entry is None else f"back-{one.target}"
        border = self._border(host, code, entry)
        error = sketch.ids[border].find(names.q("errorEventDefinition"))
        assert error is not None
        word = "rejected" if entry is None else "sent-back"
        end = sketch.end(
            f"{node.id}_{'rejected' if entry is None else 'back'}", steps.words.say(word), gate, "error",
            errorRef=error.get("errorRef", ""),
        )  # fmt: skip
        flow = sketch.flow(gate, end, condition, label)
        steps.tell("left-scope", node, results=label, scope=self._name(host))
        self._told(node, one, label, entry or sketch.outgoing(border)[0].get("targetRef", ""))
        return str(flow.get("id"))

    def _told(self, node: Node, one: _Exit, results: str, target: str) -> None:
        if one.target is None:
            self._steps.tell("reject", node, results=results, end=target)
        else:
            self._steps.tell("return-start" if one.is_start else "return-step", node, results=results, target=target)

    def _entry(self, one: _Exit) -> str | None:
        """Where a way leads; None for the end as rejected."""
        if one.target is None:
            return None
        if one.is_start:
            return self._resubmit(one.target)
        made = self._steps.made.get(one.target)
        return made.entry if made is not None else one.target

    def _resubmit(self, start: str) -> str:
        """The step where the starter changes a request that came back; from there it goes as from the start."""
        if self._again is not None:
            return self._again
        sketch, words = self._sketch, self._steps.words
        own = self._again = sketch.node("userTask", f"{start}_again", words.say("again"), start)
        sketch.owner(own, "starter")
        first = self._steps.lists.get(start, start)
        for flow in sketch.outgoing(first):
            target = flow.get("targetRef", "")
            if sketch.ids[target].tag in _JOINING:
                meet = sketch.node("exclusiveGateway", f"{start}_meet", "", first)
                sketch.lead(flow, target=meet)
                sketch.flow(meet, target)
                target = meet
            sketch.flow(own, target)
        self.stands_for[own] = start
        return own

    def _host(self, here: str, there: str) -> str | None:
        """The sub-process in scope `there` that `here` is or lies in; None where one on the way lets nobody out."""
        while True:
            element = self._sketch.ids[here]
            is_event = element.get("triggeredByEvent") in ("true", "1")
            if is_event or element.tag not in (names.q("subProcess"), names.q("transaction")):
                return None
            above = self._sketch.scope_of(here)
            if above == there:
                return here
            here = above

    def _border(self, host: str, code: str, entry: str | None) -> str:
        """The error event on a sub-process that lets a case out of it."""
        known = self._borders.get((host, code))
        if known is not None:
            return known
        sketch, words = self._sketch, self._steps.words
        errors = (item for item in sketch.root.iterchildren(names.q("error")) if item.get("errorCode") == code)
        known_error = next((item.get("id", "") for item in errors), None)
        error = known_error or sketch.root_element("error", f"Error_{code}", name=code, errorCode=code)
        word = "ended" if entry is None else "sent-back"
        suffix = "rejected" if entry is None else code.replace("-", "_")
        border = sketch.border_error(f"{host}_{suffix}", words.say(word), host, error)
        self._borders[host, code] = border
        target = entry or sketch.end(f"{host}_ended", words.say("rejected"), border, "terminate")
        sketch.flow(border, target)
        return border

    def _name(self, own: str) -> str:
        node = self._ways.nodes.get(own)
        return (node.name or own) if node is not None else self._sketch.ids[own].get("name") or own


_JOINING = tuple(names.q(tag) for tag in ("parallelGateway", "inclusiveGateway", "complexGateway"))


def _may_reject(node: Node) -> bool:
    """Whether a step without verdicts may be rejected: by a time limit, or where nobody is there."""
    steps = node.deadline.steps if node.deadline else []
    return any(step.do == "reject" for step in steps) or (node.handler is not None and node.handler.empty == "reject")
