"""The safe environment: SpiffWorkflow is given no way to run anything; expressions are our FEEL alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from runner import feel
from runner.core.errors import AppError, RunError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar

declare(
    {
        "run.expression": (
            N_("The expression {text} could not be worked out: {cause}."),
            N_("Mend the expression, or change the data and try the step again."),
        ),
        "run.no-python": (N_("Program code in a model is never run."), ""),
    }
)


class SealedEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]  # untyped library
    """Refuses every way in: conditions, scripts and services go through `Expressions` instead."""

    def evaluate(self, *_args: object, **_more: object) -> NoReturn:
        """Always refused. Raises `RunError` (`run.no-python`)."""
        raise RunError("run.no-python")

    def execute(self, *_args: object, **_more: object) -> NoReturn:
        """Always refused. Raises `RunError` (`run.no-python`)."""
        raise RunError("run.no-python")

    def call_service(self, *_args: object, **_more: object) -> NoReturn:
        """Always refused. Raises `RunError` (`run.no-python`)."""
        raise RunError("run.no-python")


class SafeEngine(PythonScriptEngine):  # type: ignore[misc]  # untyped library
    """The library's script engine over the sealed environment."""

    def __init__(self) -> None:
        super().__init__(environment=SealedEnvironment())

    def evaluate(self, *_args: object, **_more: object) -> NoReturn:
        """Always refused. Raises `RunError` (`run.no-python`)."""
        raise RunError("run.no-python")

    execute = call_service = validate = evaluate


def assert_safe(workflow: Any) -> None:
    """Raise `RunError` (`run.no-python`) unless the workflow can run nothing but our FEEL."""
    engine = workflow.script_engine
    if type(engine) is not SafeEngine or type(engine.environment) is not SealedEnvironment:
        raise RunError("run.no-python")


def names_in(text: str) -> list[str]:
    """The variables that a FEEL text names, in order; none where it cannot be read."""
    try:
        return sorted(feel.compile_expression(text).names)
    except AppError:
        return []


def work_out(
    text: str,
    frames: Sequence[Mapping[str, Any]],
    now: datetime,
    calendar: WorkCalendar | None = None,
    warn: Callable[[str], None] | None = None,
) -> Any:
    """The JSON value of a FEEL text over the given frames of variables, innermost first.

    Texts that are ISO dates, times or durations take part as such. `warn` hears why something in it is
    null. Raises `RunError` (`run.expression`).
    """
    try:
        compiled = feel.compile_expression(text)
        context = {}
        for name in compiled.names | compiled.possible_names:
            for frame in frames:
                if name in frame:
                    context[name] = feel.from_json(frame[name], temporals=True)
                    break
        result = compiled.evaluate(context, now=now, calendar=calendar)
        value = feel.to_json(result.value)  # a monstrous one is over the bounds only when it is written out
    except AppError as error:
        raise RunError("run.expression", text=text, cause=error.message) from error
    if warn is not None:
        for warning in result.warnings:
            warn(warning.message)
    return value
