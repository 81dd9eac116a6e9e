"""Steps of people in plain BPMN: who is asked, how many, by when, and what their verdicts amount to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from modeler.bpmn import names
from modeler.portable.limits import Limits
from modeler.portable.report import BY_CODE, Line, Reason
from modeler.portable.sketch import Sketch
from modeler.portable.votes import (
    Names,
    Votes,
    begin_script,
    buttons_of,
    count_script,
    empty_script,
    listed,
    names_of,
    nobody_in,
    quoted,
    single_script,
    turn_script,
)
from modeler.portable.words import Words
from runner.approvals.verdicts import verdicts_of
from runner.approvals.votes import SHARED
from runner.bundle.graph import Approval, Graph, Node
from runner.organization.who import split_who

_LEVELS = ("consecutiveHeads", "matrix")
"""Rules that ask one level of people after the other."""
_BESIDE = ("all", *SHARED)


@dataclass
class Made:
    """A step as it stands in the plain file: where a case comes in, where it goes on (the last node before what
    follows it), and the variables of it. `buttons`: result -> ids of buttons; none where nothing is decided."""

    node: Node
    names: Names
    entry: str
    exit: str
    buttons: Mapping[str, Sequence[str]] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    """Other nodes that decide it: where nobody was there, or the time was up."""


class Steps:
    """The steps of one process, each expanded once."""

    def __init__(self, sketch: Sketch, graph: Graph, words: Words, report: list[Line], reasons: list[Reason]) -> None:
        self.sketch, self.graph, self.words = sketch, graph, words
        self.report, self.reasons = report, reasons
        self.made: dict[str, Made] = {}
        self.stands_for: dict[str, str] = {}
        self.lists: dict[str, str] = {}
        """Start event -> the script behind it that fills the lists."""
        self._lists: dict[str, str] = {}
        self._known: list[tuple[str, str]] = []
        self._limits = Limits(self)

    def tell(self, code: str, node: Node, **params: str) -> None:
        """A line of the report about a step."""
        self.report.append(Line(BY_CODE[code], node.id, {"name": node.name or node.id, **params}))

    def refuse(self, code: str, node: Node, **params: str) -> None:
        """A reason why it cannot be done."""
        self.reasons.append(Reason(f"portable.{code}", node.id, {"name": node.name or node.id, **params}))

    def expand(self, node: Node) -> None:
        """Write one node, if it is a step of people."""
        if node.kind != "userTask":
            return
        variables = names_of(node.id)
        approval = node.approval
        if approval is not None and node.loop is not None:
            self.refuse("repeated", node)
            return
        has_rule = node.handler is not None
        if has_rule:
            self._people(node, variables)
        made = Made(node, variables, node.id, node.id)
        self.made[node.id] = made
        if approval is None:
            self._plain(made)
            return
        limits = node.deadline.steps if node.deadline else []
        automatic = dict.fromkeys(step.do for step in limits if step.do in ("agree", "reject"))
        made.buttons = buttons_of(verdicts_of(node), automatic)
        self.tell(
            "verdicts", node, variable=variables.verdict, result=variables.result, last=variables.last,
            buttons=", ".join(one.id for one in verdicts_of(node)),
        )  # fmt: skip
        if approval.opinion != "none":
            self.tell("opinion", node)
        if approval.signature != "none":
            self.tell("signature", node)
        if has_rule and approval.vote in _BESIDE:
            self._beside(made, approval)
        elif has_rule and (approval.vote == "sequence" or self._has_levels(node)):
            self._in_turn(made, is_levels=approval.vote != "sequence")
        else:
            self._single(made, approval)

    # -- who ---------------------------------------------------------------------------------------

    def _has_levels(self, node: Node) -> bool:
        return node.handler is not None and node.handler.strategy in _LEVELS

    def _people(self, node: Node, variables: Names) -> None:
        """Fill the list of who is asked, as far as that can be told without the organisation."""
        assert node.handler is not None
        handler = node.handler
        plain = not any(handler.params.get(name) for name in ("within", "min", "max"))
        text = None
        if plain and handler.strategy == "user":
            people = _users(handler.params.get("who", ""))
            text = listed(people) if people else None
        elif plain and handler.strategy == "starter":
            text = "[starter]"
        elif plain and handler.strategy == "field" and handler.params.get("path"):
            path = handler.params["path"]
            text = f"if {path} = null then [] else flatten([{path}])"
        if handler.same != "self" and handler.strategy != "starter":
            if text is not None and handler.same == "skip":
                text = f"({text})[item != starter]"
            else:
                self.tell("same", node, people=variables.people)
        if handler.distinct != "off":
            self.tell("distinct", node, people=variables.people)
        if text is None:
            self.tell("people-given", node, strategy=handler.strategy, people=variables.people)
        else:
            self._known.append((node.id, variables.people))
            if text.startswith("["):  # of its own, so that an engine without lists in expressions can hold it
                self._lists[variables.known] = text
                text = variables.known
            self._lists[variables.people] = f"if {variables.people} = null then {text} else {variables.people}"

    def is_never_empty(self, node: Node) -> bool:
        """Whether somebody is asked whatever happens, so that nothing needs to be drawn for the other case."""
        handler = node.handler
        if handler is None:
            return True
        if handler.empty in ("pass", "reject"):
            return False  # whoever fills the list leaves out people who are not active
        kept = handler.same != "skip" and not any(handler.params.get(name) for name in ("within", "min", "max"))
        return kept and handler.strategy == "user" and bool(_users(handler.params.get("who", "")))

    def _votes(self, made: Made, approval: Approval) -> Votes:
        """How the votes of a step are counted, with its vetoes and weights as far as they are known."""
        variables, node = made.names, made.node
        veto: list[str] | None = None
        if approval.veto:
            veto = _users(approval.veto)
            if veto is not None:
                self.tell("veto", node, who=", ".join(veto))
            else:
                self.tell("veto-given", node, variable=variables.veto, people=variables.people)
        weights: dict[str, Fraction] | None = None
        if approval.vote == "weight":
            weights = {}
            for one in approval.weights:
                people = _users(one.who)
                if people is None or len(people) != 1:
                    weights = {}
                    break
                weights.setdefault(people[0], Fraction(one.share))
            self.tell("weights" if weights else "weights-given", node, variable=variables.weights)
        return Votes(variables, approval, veto, weights or None)

    def fill_lists(self) -> None:
        """A script behind each start fills the lists that a case does not bring along."""
        if not self._lists:
            return
        text = "\n".join(f"{name} = {value}" for name, value in self._lists.items())
        for node in self.graph.nodes:
            if node.kind == "startEvent" and node.scope is None:
                script = self.sketch.script(f"{node.id}_lists", self.words.say("lists"), node.id, text)
                for flow in self.sketch.outgoing(node.id):
                    self.sketch.lead(flow, source=script)
                self.sketch.flow(node.id, script)
                self.lists[node.id] = script
        scripts = ", ".join(self.lists.values()) or "–"
        for own, people in self._known:
            self.tell("people-known", self.graph.node(own), people=people, script=scripts)

    # -- steps -------------------------------------------------------------------------------------

    def _plain(self, made: Made) -> None:
        """Work without a verdict; a time limit may reject it all the same."""
        node, sketch = made.node, self.sketch
        if node.handler is not None:
            sketch.owner(node.id, made.names.people)
            if node.handler.empty not in ("pass", "reject") and not self.is_never_empty(node):
                self.tell("empty-waits", node, people=made.names.people)
        steps = node.deadline.steps if node.deadline else []
        rule = node.handler.empty if node.handler is not None else ""
        rejects = rule == "reject" or any(step.do == "reject" for step in steps)
        passes = rule == "pass" or any(step.do == "agree" for step in steps)
        if rejects or passes:
            said = f'{made.names.result} = if {made.names.verdict} = null then "agree" else {made.names.verdict}'
            begin = sketch.script(
                f"{node.id}_begin", self.words.say("begin", name=node.name or node.id), node.id,
                f"{made.names.verdict} = null",
            )  # fmt: skip
            self.before(made, begin)
            result = sketch.script(
                f"{node.id}_decided", self.words.say("result", name=node.name or node.id), node.id, said
            )
            self.behind(made, result)
            made.buttons = {"agree": ["agree"], "reject": ["reject"]} if rejects else {}
            self._empty_one(made, result)
            self._limits.arm(made, node.id, result, plain=True)
        else:
            self._limits.arm(made, node.id, None, plain=True)

    def before(self, made: Made, own: str) -> None:
        """Put a node in front of a step."""
        for flow in self.sketch.incoming(made.entry):
            self.sketch.lead(flow, target=own)
        self.sketch.flow(own, made.entry)
        made.entry = own

    def behind(self, made: Made, own: str) -> None:
        """Put a node behind a step."""
        default = self.sketch.ids[made.exit].attrib.pop("default", None)
        if default is not None:
            self.sketch.ids[own].set("default", default)
        for flow in self.sketch.outgoing(made.exit):
            self.sketch.lead(flow, source=own)
        self.sketch.flow(made.exit, own)
        made.exit = own

    def _single(self, made: Made, approval: Approval) -> None:
        """One of the candidates decides."""
        node, sketch = made.node, self.sketch
        if node.handler is not None:
            sketch.owner(node.id, made.names.people)
            self.tell("random" if approval.vote == "random" else "one-decides", node, people=made.names.people)
        result = sketch.script(
            f"{node.id}_decided", self.words.say("result", name=node.name or node.id), node.id,
            single_script(made.names, made.buttons),
        )  # fmt: skip
        self.behind(made, result)
        self._empty_one(made, result)
        self._limits.arm(made, node.id, result)

    def _empty_one(self, made: Made, result: str) -> None:
        """What happens with a step of one where nobody is there."""
        node, sketch, words = made.node, self.sketch, self.words
        if node.handler is None or self.is_never_empty(node):
            return
        people = made.names.people
        if node.handler.empty not in ("pass", "reject"):
            if made.node.approval is not None:
                self.tell("empty-waits", node, people=people)
            return
        said = "agree" if node.handler.empty == "pass" else "reject"
        button = said
        if said not in made.buttons.get(said, ()):  # no button of that name: the result is set as a time limit would
            made.buttons = {**made.buttons, said: [*made.buttons.get(said, ()), said]}
            if made.node.approval is not None:
                self._rewrite(result, single_script(made.names, made.buttons))
        entry = made.entry
        asked = sketch.node("exclusiveGateway", f"{node.id}_anybody", words.say("anybody"), entry)
        for flow in sketch.incoming(entry):
            sketch.lead(flow, target=asked)
        made.entry = asked
        there = sketch.flow(asked, entry, None, words.say("yes"))
        sketch.ids[asked].set("default", there.get("id", ""))
        auto = sketch.script(
            f"{node.id}_empty", words.say(f"empty-{said}"), asked, f"{made.names.verdict} = {quoted(button)}"
        )
        sketch.flow(asked, auto, nobody_in(people), words.say("no"))
        sketch.flow(auto, result)
        self.tell("empty-result", node, people=people, result=said)

    def _rewrite(self, script: str, text: str) -> None:
        body = self.sketch.ids[script].find(names.q("script"))
        assert body is not None
        body.text = text

    def _in_turn(self, made: Made, *, is_levels: bool) -> None:
        """One after the other, each level or person."""
        self.tell("levels" if is_levels else "sequence", made.node, people=made.names.people)
        self._several(made, "turn", turn_script(made.names, made.buttons), None)

    def _beside(self, made: Made, approval: Approval) -> None:
        """Several beside each other, whose votes are counted."""
        node = made.node
        host = self._runs_beside(node)
        if host is not None:
            self.refuse("counted-beside", node, scope=host)
            return
        votes = self._votes(made, approval)
        count = f"{node.id}_count"
        code = "share" if approval.vote in SHARED else "all-heard" if approval.hears_all else "all"
        self.tell(code, node, people=made.names.people, script=count)
        if self._has_levels(node):
            self.tell("levels-together", node)
        self._several(made, "votes", count_script(votes, made.buttons), votes)

    def _runs_beside(self, node: Node) -> str | None:
        """The sub-process round a step that runs several times at once."""
        scopes = {item.id: item for item in self.graph.nodes}
        scope = node.scope
        while scope is not None:
            host = scopes[scope]
            if host.loop is not None and host.loop.kind == "parallel":
                return host.name or host.id
            scope = host.scope
        return None

    def _several(self, made: Made, word: str, script: str, votes: Votes | None) -> None:
        """A multi-instance round a step: each run asks one, and counts. Without `votes` they speak one by one."""
        node, sketch, words, variables = made.node, self.sketch, self.words, made.names
        name = node.name or node.id
        empty = None
        if node.handler is not None:
            empty = {"pass": "agree", "reject": "reject"}.get(node.handler.empty)
        sub = sketch.node("subProcess", f"{node.id}_round", words.say(word, name=name), node.id)
        sketch.loop(sub, variables.people, variables.person, f"{variables.result} != null", sequential=votes is None)
        for event in sketch.attached(node.id):
            event.set("attachedToRef", sub)
        default = sketch.ids[node.id].attrib.pop("default", None)
        if default is not None:
            sketch.ids[sub].set("default", default)
        for flow in sketch.incoming(node.id):
            sketch.lead(flow, target=sub)
        for flow in sketch.outgoing(node.id):
            sketch.lead(flow, source=sub)
        sketch.move_into(sub, [node.id])
        sketch.owner(node.id, variables.person)
        start = sketch.node("startEvent", f"{node.id}_turn", "", node.id, sub)
        count = sketch.script(f"{node.id}_count", words.say("count"), node.id, script, sub)
        end = sketch.end(f"{node.id}_said", "", node.id, "", sub)
        for one, other in ((start, node.id), (node.id, count), (count, end)):
            sketch.flow(one, other)
        made.entry = made.exit = sub
        begin = sketch.script(f"{node.id}_begin", words.say("begin", name=name), sub,
                              begin_script(variables, votes))  # fmt: skip
        self.before(made, begin)
        self._nobody(made, sub, begin, empty)
        self._limits.arm(made, sub, None)

    def _nobody(self, made: Made, sub: str, begin: str, empty: str | None) -> None:
        """Where nobody is there to be asked: the result that the rule names, else somebody is asked all the same."""
        node, sketch, words = made.node, self.sketch, self.words
        if empty is None and self.is_never_empty(node):
            return
        (flow,) = sketch.outgoing(begin)
        asked = sketch.node("exclusiveGateway", f"{node.id}_anybody", words.say("anybody"), begin)
        sketch.lead(flow, source=asked)
        flow.set("name", words.say("yes"))
        sketch.ids[asked].set("default", flow.get("id", ""))
        sketch.flow(begin, asked)
        if empty is not None:
            auto = sketch.script(
                f"{node.id}_empty", words.say(f"empty-{empty}"), asked, empty_script(made.names, empty, made.buttons)
            )
            sketch.flow(asked, auto, nobody_in(made.names.people), words.say("no"))
            made.also.append(auto)
            self.tell("empty-result", node, people=made.names.people, result=empty)
            return
        task = sketch.node(
            "userTask", f"{node.id}_nobody", words.say("nobody", name=node.name or node.id), sub
        )  # fmt: skip
        self.stands_for[task] = node.id
        sketch.flow(asked, task, nobody_in(made.names.people), words.say("no"))
        result = sketch.script(
            f"{node.id}_decided", words.say("result", name=node.name or node.id), task,
            single_script(made.names, made.buttons),
        )  # fmt: skip
        sketch.flow(task, result)
        made.also.append(result)
        self.tell("empty-asked", node, people=made.names.people, target=task)

    def copy_task(self, made: Made, beside: str) -> str:
        """A send task for the copies of a step; its id."""
        node, who = made.node, ", ".join(made.node.copy_to)
        own = self.notice(f"{node.id}_copy", self.words.say("copy", name=node.name or node.id), beside,
                          self.words.say("copy-to", who=who))  # fmt: skip
        self.tell("copy", node, target=own, who=who)
        return own

    def notice(self, wanted: str, name: str, beside: str, text: str) -> str:
        """A send task that says something; its id."""
        message = self.sketch.root_element("message", f"{wanted}_message", name=name)
        own = self.sketch.node("sendTask", wanted, name, beside, None, messageRef=message)
        self.sketch.document(own, text)
        return own


def _users(text: str) -> list[str] | None:
    """The people that a text names one by one, as bare ids; None where it names others."""
    parts = split_who(text)
    if not parts or any(":" in one and not one.startswith("user:") for one in parts) or "starter" in parts:
        return None
    return [one.removeprefix("user:") for one in parts]
