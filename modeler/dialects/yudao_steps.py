"""Approvals of a step in the words of yudao: how several decide, what a rejection does, what comes when it is late.

Numbers are those of the enumerations of its source (`bpm/enums/definition`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lxml import etree

from modeler.dialects.losses import Losses
from modeler.dialects.sheet import Sheet
from modeler.dialects.walking import Step
from modeler.dialects.writing import Settings
from modeler.dialects.yudao_people import tokens_of
from runner.approvals.verdicts import END, NODE, PREVIOUS, START, action_of, verdicts_of
from runner.bundle.graph import Approval, Graph, Node
from runner.core.i18n import N_, tr
from runner.organization.handler import Handler
from runner.organization.who import split_who

RANDOM, RATIO, ANY, SEQUENCE = 1, 2, 3, 4
"""Ways in which several decide (`approveMethod`)."""
_EMPTY = {"pass": "1", "reject": "2", "user": "3", "admin": "4", "stop": "4"}
_SAME = {"self": "1", "skip": "2", "departmentHead": "3", "superior": "3"}
_LATE = {"remind": "1", "agree": "2", "reject": "3"}
_BUTTONS = {"complete": 1, "reject": 2, "transfer": 3, "delegate": 4, "add": 5, "return": 6, "copy": 7}
_LABELS = {"complete": N_("Agree"), "reject": N_("Disagree"), "transfer": N_("Transfer"), "delegate": N_("Delegate"),
           "add": N_("Add signer"), "return": N_("Return"), "copy": N_("Send a copy")}  # fmt: skip
_ADDS = frozenset({"addBefore", "addAfter", "addBeside"})
_OTHERS = "${coll_userList}"
"""The server makes the list itself; its engine wants a name."""
_DISTINCT = {"off": 0, "instance": 1, "adjacent": 2}


class Decided:
    """One step on its way: a task with the rules of its approval."""

    def __init__(self, sheet: Sheet, graph: Graph, step: Step, losses: Losses, settings: Settings) -> None:
        self.sheet, self.graph, self.step, self.losses, self.settings = sheet, graph, step, losses, settings

    def write(self) -> None:
        """All but who it is for and what of the form they see."""
        node = self.step.node
        self._say("approveType", "1")
        self._several(node)
        if node.handler is not None:
            self._people(node.handler)
        if node.approval is not None:
            self._rejected(node)
            self._say("signEnable", "false" if node.approval.signature == "none" else "true")
            self._say("reasonRequire", "true" if node.approval.opinion == "always" else "false")
            if node.approval.opinion == "reject":
                self.losses.add("opinion", node.id, self.step.name)
        self._buttons(node)
        self._limits(node)
        if node.copy_to:
            self.losses.add("copy", node.id, self.step.name, who=", ".join(node.copy_to))

    def _say(self, word: str, text: str) -> None:
        self.sheet.add(self.step.element, word, text=text)

    # ------------------------------------------------------------------ several people

    def _several(self, node: Node) -> None:
        method, ratio = self._method(node)
        self._say("approveMethod", str(method))
        if method == RANDOM:
            return
        several = self.sheet.bpmn(self.step.element, "multiInstanceLoopCharacteristics")
        several.set("isSequential", "true" if method == SEQUENCE else "false")
        self.sheet.put(several, "collection", _OTHERS)
        if method == SEQUENCE:
            self.sheet.bpmn(several, "loopCardinality", "1")
        ends = {
            ANY: "${ nrOfCompletedInstances > 0 }",
            SEQUENCE: "${ nrOfCompletedInstances >= nrOfInstances }",
            RATIO: f"${{ nrOfCompletedInstances/nrOfInstances >= {ratio}}}",
        }
        self.sheet.bpmn(several, "completionCondition", ends[method])

    def _method(self, node: Node) -> tuple[int, str]:
        approval = node.approval
        if node.handler is not None and node.handler.strategy == "consecutiveHeads":
            return SEQUENCE, ""
        if approval is None:
            return ANY, ""
        match approval.vote:
            case "random":
                return RANDOM, ""
            case "any" | "claim":
                return ANY, ""
            case "sequence":
                return SEQUENCE, ""
            case "all":
                self._early(approval)
                return RATIO, "1.00"
            case "percent":
                share = min(_share(approval.threshold), Fraction(1))
                if share < 1 or approval.veto:
                    self.losses.add("votes-early", node.id, self.step.name)
                else:
                    self._early(approval)
                return RATIO, _decimals(share)
        self.losses.add("vote", node.id, self.step.name)
        return ANY, ""

    def _early(self, approval: Approval) -> None:
        if approval.hears_all:
            self.losses.add("votes-early", self.step.id, self.step.name)

    # ------------------------------------------------------------------ nobody, the starter

    def _people(self, handler: Handler) -> None:
        self._say("assignEmptyHandlerType", _EMPTY[handler.empty])
        if handler.empty == "user":
            named = list(tokens_of(split_who(handler.params.get("emptyWho", "")), "user", self.settings))
            users = [one for one in named if one.startswith("user:")]
            if not users or len(users) < len(named):
                self.losses.add("people-mixed", self.step.id, self.step.name, who=", ".join(named) or "–")
            self._say("assignEmptyUserIds", ",".join(users))
        same = handler.same
        if handler.strategy in ("departmentHead", "consecutiveHeads") and same == "self":
            same = "departmentHead"  # the runner passes the starter by and goes on upwards
        if same == "superior":
            self.losses.add("same-head", self.step.id, self.step.name)
        self._say("assignStartUserHandlerType", _SAME[same])

    # ------------------------------------------------------------------ verdicts

    def _rejected(self, node: Node) -> None:
        results = {one.result for one in verdicts_of(node)}
        for verdict in verdicts_of(node):
            if verdict.result in ("abstain", "custom"):
                self.losses.add("verdict-unknown", node.id, self.step.name, verdict=verdict.label or verdict.id)
        if "return" in results:
            self.losses.add("return-chosen", node.id, self.step.name)
        action = action_of(self.graph, node, "reject")
        back = None if action == END or "reject" not in results else self._back(node, action)
        self._say("rejectHandlerType", "1" if back is None else "2")
        if back is not None:
            self._say("rejectReturnTaskId", back)

    def _back(self, node: Node, action: str) -> str | None:
        """The step that a rejection leads back to; None where there is none, which is told."""
        if action not in (START, PREVIOUS) and not action.startswith(NODE):
            self.losses.add("reject-goes-on", node.id, self.step.name)
            return None
        found = action.removeprefix(NODE) if action.startswith(NODE) else ""
        if action == START:
            found = self._first()
        elif action == PREVIOUS:
            found = self._before(node)
        if any(one.id == found and one.kind in ("userTask", "task", "manualTask") for one in self.graph.nodes):
            return found
        self.losses.add("reject-back", node.id, self.step.name, where=found or action)
        return None

    def _first(self) -> str:
        """The starter's own step right behind the start."""
        flows = {flow.id: flow for flow in self.graph.flows}
        for begin in self.graph.nodes:
            if begin.kind != "startEvent" or begin.scope is not None or len(begin.outgoing) != 1:
                continue
            after = self.graph.node(flows[begin.outgoing[0]].target)
            if after.handler is not None and after.handler.strategy == "starter":
                return after.id
        return ""

    def _before(self, node: Node) -> str:
        flows = {flow.id: flow for flow in self.graph.flows}
        sources = {flows[one].source for one in node.incoming if one in flows}
        return sources.pop() if len(sources) == 1 else ""

    def _buttons(self, node: Node) -> None:
        """Which of the buttons of the server a step shows, called as the model calls them."""
        labels: dict[str, str] = {one.result: one.label for one in verdicts_of(node) if one.label}
        listed = node.approval.operations if node.approval is not None else ["complete"]
        given = {"add" if one in _ADDS else one for one in listed} or set(_BUTTONS)
        results = {one.result for one in verdicts_of(node)}
        given = (given - {"complete", "reject", "return"}) | {"complete"}
        given |= {word for word in ("reject", "return") if word in results}
        for word, number in _BUTTONS.items():
            label = tr(labels.get("agree" if word == "complete" else word) or _LABELS[word])
            said = {"id": str(number), "displayName": label, "enable": "true" if word in given else "false"}
            self.sheet.add(self.step.element, "buttonsSetting", said)
        if node.approval is not None and (left := [one for one in sorted(given) if one not in _BUTTONS]):
            self.losses.add("acts-some", node.id, self.step.name, what=", ".join(left))

    # ------------------------------------------------------------------ time limits

    def _limits(self, node: Node) -> None:
        for number, limit in enumerate(node.deadline.steps if node.deadline is not None else [], start=1):
            if limit.at or limit.do not in _LATE:
                self.losses.add("limit-other", node.id, self.step.name, what=limit.do if not limit.at else limit.at)
                continue
            self.losses.add("working-time", node.id, self.step.name)
            event = self.sheet.border(self.step.element, f"{node.id}_late_{number}")
            self.sheet.add(event, "boundaryEventType", text="1")
            self.sheet.add(event, "timeoutHandlerType", text=_LATE[limit.do])
            timer = self.sheet.bpmn(event, "timerEventDefinition")
            if limit.do == "remind" and limit.repeat == limit.after:
                self._time(timer, "timeCycle", f"R/{limit.after}")
                continue
            if limit.repeat:
                self.losses.add("limit-other", node.id, self.step.name, what=limit.repeat)
            self._time(timer, "timeDuration", limit.after)

    def _time(self, timer: etree._Element, local: str, text: str) -> None:
        self.sheet.say(self.sheet.bpmn(timer, local), text)


def distinct_of(graph: Graph, losses: Losses) -> int:
    """The one rule of a process for whoever has agreed before (`autoApprovalType`)."""
    asked = [one for one in graph.nodes if one.kind == "userTask" and one.handler is not None]
    rules = list(dict.fromkeys(one.handler.distinct for one in asked if one.handler is not None))
    rule = next((one for one in rules if one in _DISTINCT and one != "off"), "off")
    for node in asked:
        if node.handler is not None and node.handler.distinct != rule:
            losses.add("distinct-mixed", node.id, node.name or node.id, rule=rule)
    return _DISTINCT[rule]


def results(step: Step) -> Iterator[tuple[str, str]]:
    """The variables that a step leaves that was agreed to, with their texts: the server knows no others."""
    agreed = next((one.id for one in verdicts_of(step.node) if one.result == "agree"), "agree")
    yield from (("verdict", "agree"), (f"{step.id}_result", "agree"), (f"{step.id}_verdict", agreed))


def _share(text: str | None) -> Fraction:
    """A share of one: `60` and `60/100` alike."""
    value = Fraction(text or "100")
    return value if text is not None and "/" in text else value / 100


def _decimals(share: Fraction) -> str:
    """Two digits, or four and never more than the share: of three people two are two thirds."""
    if (share * 100).denominator == 1:
        return f"{float(share):.2f}"
    return f"{int(share * 10000) / 10000:.4f}"
