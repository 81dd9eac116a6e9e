"""Steps that ask a decision: what it is told, what it gives, and which rules said so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from runner import feel
from runner.core.errors import AppError, RunError
from runner.core.i18n import N_
from runner.core.messages import declare, sentence
from runner.decisions import DecisionTable, Library, Node, Outcome, read_decisions

if TYPE_CHECKING:
    from datetime import datetime

    from runner.bundle.graph import DecisionUse
    from runner.calendar import WorkCalendar
    from runner.engine.instance import Instance
    from runner.engine.tokens import Token

declare(
    {
        "run.decision": (
            N_("“{name}” could not be decided: {cause}"),
            N_("Change the data and try again, answer by hand, or leave it out."),
        ),
        "run.decision-twice": (
            N_("“{name}” asks the decision {decision}, which stands in several files: {files}."),
            N_("Let only one of them be called so, or answer by hand."),
        ),
        "run.decision-several": (
            N_("The decision {name} gives {count} results, but one is asked for."),
            N_("Choose another hit policy, or take a list."),
        ),
    }
)

MOST_LINES = 20
"""Tables of one decision that the history tells."""
_HARMLESS = frozenset({"dmn.unknown-type"})


class DecisionFiles:
    """The decisions of a model, read at the first step that asks one. Files that cannot be read hold none."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = dict(files)

    @cached_property
    def library(self) -> Library:
        """All of them together."""
        read = []
        for stem in sorted(self._files):
            try:
                read.append(read_decisions(self._files[stem], f"{stem}.dmn"))
            except AppError:
                continue  # compiling has told so
        return Library(read)

    def find(self, use: DecisionUse | None) -> Node | None:
        """The decision that a step asks; None where it asks none that is here."""
        return self.library.find(use.ref) if use is not None and self._files else None

    def files_of(self, use: DecisionUse) -> list[str]:
        """The files that the decision which a step asks may stand in: it cannot be asked where there are several."""
        return list(dict.fromkeys(one.file.definitions.file for one in self.library.fitting(use.ref)))


class Decisions:
    """The decisions of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def ask(self, token: Token, asked: Node) -> bool:
        """Decide, and write what comes out. True: done; False: an error event has caught what went wrong. Raises
        `RunError` (`run.decision`)."""
        case, node = self.case, token.task_spec.node
        several = case.model.decisions.files_of(node.decision)
        if len(several) > 1:
            decision, files = node.decision.ref, ", ".join(several)
            raise RunError("run.decision-twice", name=node.name or node.id, decision=decision, files=files)
        told = node.service.inputs if node.service is not None else []
        inputs = {item.name: case.data.value(token, item.value) for item in told}
        library = case.model.decisions.library
        try:
            outcome = library.decide(
                asked, {**case.data.visible(token), **inputs}, now=case.now, calendar=case.calendar
            )
            self._tell(token, asked, outcome)
            code, cause = _wrong(asked, outcome)
            result = None if code else _shaped(node.decision, asked, feel.to_json(outcome.value))
        except AppError as error:
            code, cause, result = error.code.rpartition(".")[2], error.message, None
        if not code:
            case.services.write(token, result)
            return True
        case.record("failed", node.id, token.key, cause=cause)
        if case.throws.raise_error(token, code, own=True):
            return False
        raise RunError("run.decision", name=node.name or node.id, cause=cause)

    def write(self, token: Token, result: Any) -> None:
        """What was decided, or is said by hand, as variables."""
        use = token.task_spec.node.decision
        self.case.data.write(token, variables_of(use, self.case.model.decisions.find(use), result))

    def _tell(self, token: Token, asked: Node, outcome: Outcome) -> None:
        """Which rules matched, and what the tables were given; why something may be missing."""
        node = token.task_spec.node
        for hit in outcome.hits[:MOST_LINES]:
            values = {text: feel.to_json(value) for text, value in hit.given}
            plain = {text: value for text, value in values.items() if not isinstance(value, list | dict)}
            self.case.record(
                "ruled", node.id, token.key, process=token.task_spec.program.graph.process, decision=asked.name,
                table=hit.name, rules=list(hit.took or hit.rules), values=plain,
            )  # fmt: skip
        for warning in outcome.warnings:
            self.case.record("warning", node.id, token.key, text=asked.name, cause=warning.message)


def variables_of(use: DecisionUse, asked: Node | None, result: Any) -> dict[str, Any]:
    """What a result is as variables: one that the step names, else each of its own name."""
    if use.result:
        return {use.result: result}
    if isinstance(result, dict):
        return result
    if result is None:
        return {}
    return {_name_of(asked) if asked is not None else use.ref: result}


def names_of(use: DecisionUse, asked: Node | None) -> list[str]:
    """The variables that a step which asks a decision writes, as far as they can be told without asking it."""
    if use.result or asked is None:
        return [use.result or use.ref]
    logic = getattr(asked.element, "logic", None)
    columns = [one.name for one in logic.outputs if one.name] if isinstance(logic, DecisionTable) else []
    return columns if len(columns) > 1 else [_name_of(asked)]


def foretold(
    files: DecisionFiles, use: DecisionUse, values: Mapping[str, Any], now: datetime | None,
    calendar: WorkCalendar | None,
) -> Any:  # fmt: skip
    """What a decision would give with these values, in the shape that the step wants. Nothing is written or told.

    Raises `LookupError` where it cannot be said: it asks what is null or not among the values, stands in several
    files or in none, or fits none of its rules; `AppError` where it cannot be worked out (`FeelBudgetError`: it costs
    too much)."""
    asked = files.find(use)
    if asked is None or len(files.files_of(use)) > 1:
        raise LookupError(use.ref)
    library = files.library
    for one in library.asked(asked):
        if values.get(one.name, values.get(one.variable)) in (None, ""):
            raise LookupError(one.name)
    outcome = library.decide(asked, values, now=now, calendar=calendar)
    if _wrong(asked, outcome)[0]:
        raise LookupError(asked.name)
    return _shaped(use, asked, feel.to_json(outcome.value))


def _wrong(asked: Node, outcome: Outcome) -> tuple[str, str]:
    """The code of an error event and the sentence; both empty where all is well."""
    grave = next((one for one in outcome.faults if one.code not in _HARMLESS), None)
    if grave is not None:
        return grave.code.rpartition(".")[2], grave.message
    unmatched = next((one for one in outcome.hits if not one.rules), None)
    if outcome.value is None and unmatched is not None and not _gives_list(asked):
        given = ", ".join(f"{text} = {_shown(value)}" for text, value in unmatched.given)
        return "no-rule", sentence("dmn.no-rule", {"name": unmatched.name, "given": given or "–"})
    return "", ""


def _shown(value: Any) -> str:
    plain = feel.to_json(value)
    return f"“{plain}”" if isinstance(plain, str) else "null" if plain is None else str(plain)


def _gives_list(asked: Node) -> bool:
    logic = getattr(asked.element, "logic", None)
    return isinstance(logic, DecisionTable) and logic.policy.is_list


def _name_of(asked: Node) -> str:
    """What a single result is called: the one column of the table, else the decision."""
    logic = getattr(asked.element, "logic", None)
    names = [one.name for one in logic.outputs] if isinstance(logic, DecisionTable) else []
    found = [name for name in (*(names if len(names) == 1 else ()), asked.name) if name.isidentifier()]
    return str(found[0] if found else asked.element.id)


def _shaped(use: DecisionUse, asked: Node, value: Any) -> Any:
    """The result in the shape that the step wants. Raises `RunError` (`run.decision-several`)."""
    if _gives_list(asked) and value is None and not _is_aggregated(asked):
        value = []  # no rule matches: a list of none
    if not use.shape:
        return value
    rows = value if isinstance(value, list) else [] if value is None else [value]
    records = [row if isinstance(row, dict) else {_name_of(asked): row} for row in rows]
    if use.shape == "records":
        return records
    if use.shape in ("entry", "record") and len(records) > 1:
        raise RunError("run.decision-several", name=asked.name, count=len(records))
    if use.shape == "record":
        return records[0] if records else None
    entries = [next(iter(record.values()), None) for record in records]
    return entries if use.shape == "entries" else next(iter(entries), None)


def _is_aggregated(asked: Node) -> bool:
    logic = getattr(asked.element, "logic", None)
    return isinstance(logic, DecisionTable) and bool(logic.aggregation)
