"""Files of decisions for the DMN engine of Camunda 7 and Operaton, and what an engine cannot work out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from modeler.bpmn import names
from modeler.dialects.losses import Losses
from modeler.dialects.walking import Step
from runner.bundle.bundle import Bundle
from runner.bundle.graph import DecisionUse
from runner.core.errors import AppError
from runner.core.xml import read_xml, write_xml
from runner.decisions import DecisionTable, Library, Node, read_decisions
from runner.decisions.model import Decision, Definitions, HitPolicy

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_DIAGRAMS = {
    "https://www.omg.org/spec/DMN/20230324/DMNDI/": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "https://www.omg.org/spec/DMN/20211108/DMNDI/": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
}
_NEWER = frozenset({"https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/"})
_TEXTS = ("inputExpression", "inputEntry", "outputEntry", "literalExpression")


@dataclass
class DecisionFiles:
    """The decisions of a package."""

    bundle: Bundle
    losses: Losses
    library: Library = field(init=False)
    stems: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        read = []
        for stem in sorted(self.bundle.decisions):
            try:
                read.append(read_decisions(self.bundle.decisions[stem], f"{stem}.dmn"))
            except AppError:
                continue  # compiling has told so
        self.library = Library(read)

    def asked(self, step: Step) -> tuple[DecisionUse | None, Node | None]:
        """The decision that a step asks, and how; that it is not there is a loss."""
        use = step.node.decision
        found = self.library.find(use.ref) if use is not None else None
        if found is None:
            self.losses.add("decision-gone", step.id, step.name, decision=use.ref if use is not None else "")
        return use, found


def columns_of(asked: Node) -> tuple[str, ...]:
    """The names of what a decision gives; one of no table gives a value without a name."""
    logic = getattr(asked.element, "logic", None)
    return tuple(one.name for one in logic.outputs) if isinstance(logic, DecisionTable) else ()


def shape_of(use: DecisionUse, asked: Node) -> str:
    """One value (`entry`), one record, or a list of either: as the step says, else as the table gives."""
    if use.shape:
        return use.shape
    logic = getattr(asked.element, "logic", None)
    if not isinstance(logic, DecisionTable):
        return "entry"
    single = len(logic.outputs) == 1
    if logic.policy.is_list and not logic.aggregation.value:
        return "entries" if single else "records"
    return "entry" if single else "record"


def tell_limits(
    files: DecisionFiles,
    losses: Losses,
    *,
    policies: Iterable[HitPolicy],
    logic: frozenset[str] = frozenset(),
    chained: bool = True,
) -> None:
    """Refuse what an engine cannot work out: other logic than tables and the kinds of `logic` (names of
    `runner.decisions.model`), other hit policies, decisions that need others unless `chained`."""
    known = frozenset(policies)
    for one in files.library.files:
        for decision in one.definitions.decisions:
            why = _why_not(one.definitions, decision, known, logic, chained=chained)
            if why:
                file = f"decisions/{one.definitions.file}"
                losses.add("decision-logic", decision.id, decision.name or decision.id, file=file, cause=why)


def _why_not(
    file: Definitions, decision: Decision, policies: frozenset[HitPolicy], kinds: frozenset[str], *, chained: bool
) -> str:
    logic = decision.logic
    if not isinstance(logic, DecisionTable):
        kind = type(logic).__name__ if logic is not None else "–"
        return "" if kind in kinds else kind
    if logic.policy not in policies:
        return logic.policy.value
    needed = [one.name for one in file.decisions if any(need.id == one.id for need in decision.needs)]
    return "" if chained or not needed else ", ".join(needed)


def dmn_namespace(bpmn: str) -> str:
    """The namespace of a vendor's words in decisions, from that of its words in processes: `…/bpmn` -> `…/dmn`."""
    return f"{bpmn.removesuffix('/bpmn')}/dmn"


def camunda_dmn(data: bytes, file: str, uri: str, history: str) -> bytes:
    """The file as Camunda 7 and Operaton read it: DMN 1.3, the language at every text, ids where they are missing,
    and how long history is kept at every decision."""
    made = without_newer(read_xml(data, file).getroot())
    if not made.get("name"):
        made.set("name", made.get("id") or "decisions")
    number = 0
    for element in made.iter():
        if not isinstance(element.tag, str):
            continue
        local = names.split(element.tag)[1]
        if local in _TEXTS:
            if element.get("expressionLanguage") is None and _is_feel(made):
                element.set("expressionLanguage", "feel")
        elif local == "decision" and element.get(names.q("historyTimeToLive", uri)) is None:
            element.set(names.q("historyTimeToLive", uri), history)
        if local in (*_TEXTS, "input", "output", "rule", "decisionTable") and not element.get("id"):
            number += 1
            element.set("id", f"{local}_{number}")
    etree.cleanup_namespaces(made, top_nsmap={"camunda": uri}, keep_ns_prefixes=[key for key in made.nsmap if key])
    return write_xml(made)


def without_newer(root: etree._Element) -> etree._Element:
    """The tree in the namespaces of DMN 1.3, where it is in those of a later version."""
    space = names.split(root.tag)[0]
    return _in_version(root, space) if space in _NEWER else root


def _is_feel(root: etree._Element) -> bool:
    said = root.get("expressionLanguage") or ""
    return not said or "feel" in said.lower()


def _in_version(root: etree._Element, space: str) -> etree._Element:
    """The tree in the namespaces of DMN 1.3: a later version that uses nothing of its own says the same there."""
    moves: Mapping[str, str] = {space: DMN_13, **_DIAGRAMS}
    prefixes = {key: moves.get(uri, uri) for key, uri in root.nsmap.items()}
    made = etree.Element(_moved(root.tag, moves), attrib=dict(root.attrib), nsmap=prefixes)
    made.text = root.text
    for child in list(root):
        made.append(child)
    for element in made.iter():
        if isinstance(element.tag, str):
            element.tag = _moved(element.tag, moves)
    return made


def _moved(tag: str, moves: Mapping[str, str]) -> str:
    space, local = names.split(tag)
    return names.q(local, moves.get(space, space)) if space else tag
