"""Variables of a case: one set per process, with local ones for the single runs of a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from runner.engine.environment import names_in, work_out

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Scope, Token, Tokens


SOMEBODYS = frozenset({"userTask", "manualTask", "task"})
"""Steps that somebody does: what they give back is made out of what was written at them."""


class Variables:
    """Reads and writes what tokens see. Parallel branches share the variables of their process."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def frames(self, token: Token) -> list[dict[str, Any]]:
        """The variables that a token sees, innermost first."""
        found: list[dict[str, Any]] = []
        scope: Tokens = token.workflow
        while True:
            local = token.internal_data.get("local")
            if local is not None:
                found.append(local)
            found.append(scope.variables)
            if scope.isolated:
                return found
            token = cast("Scope", scope).host  # the outermost scope has no host, and it is isolated
            scope = token.workflow

    def visible(self, token: Token) -> dict[str, Any]:
        """All variables that a token sees, in one dictionary."""
        merged: dict[str, Any] = {}
        for frame in reversed(self.frames(token)):
            merged.update(frame)
        return merged

    def write(self, token: Token, values: Mapping[str, Any]) -> None:
        """Write variables: where the name is known, else in the process."""
        if not values:
            return
        frames = self.frames(token)
        for name, value in values.items():
            next((frame for frame in frames if name in frame), frames[-1])[name] = value

    def take_in(self, token: Token) -> None:
        """What a step that somebody does is given, as variables of its own. Raises `RunError` (`run.expression`)."""
        service = token.task_spec.node.service
        if service is None or not service.inputs or "took" in token.internal_data:
            return
        given = {item.name: self.value(token, item.value) for item in service.inputs}
        token.internal_data["took"] = True
        token.internal_data["local"] = {**token.internal_data.get("local", {}), **given}

    def give_out(self, token: Token) -> None:
        """What a step that somebody did gives back to where it stands; what it was given stays its own. Raises
        `RunError` (`run.expression`)."""
        node = token.task_spec.node
        service = node.service
        if service is None or not service.outputs or node.kind not in SOMEBODYS:
            return  # the result of a service that is answered by hand is written already
        values = {item.name: self.value(token, item.value) for item in service.outputs}
        own, local = {item.name for item in service.inputs}, token.internal_data.get("local")
        frames = self.frames(token)
        for name, value in values.items():
            fits = (one for one in frames if name in one and not (one is local and name in own))
            next(fits, frames[-1])[name] = value

    def value(self, token: Token, text: str, before: Sequence[Mapping[str, Any]] = ()) -> Any:
        """The value of a FEEL text as a token sees it; `before` hides what the token sees.

        Raises `RunError` (`run.expression`).
        """
        return self.over(token, text, [*before, *self.frames(token)])

    def named(self, token: Token, text: str) -> dict[str, Any]:
        """The plain values (texts, numbers, yes or no, null) that a FEEL text names, as the token sees them: what its
        result came from. Empty where the text cannot be read."""
        frames = self.frames(token)
        found = {name: next((frame[name] for frame in frames if name in frame), None) for name in names_in(text)}
        return {name: value for name, value in found.items() if not isinstance(value, list | dict)}

    def over(self, token: Token, text: str, frames: Sequence[Mapping[str, Any]]) -> Any:
        """The value of a FEEL text over these variables alone; warnings go to the history."""
        case = self.case
        node = getattr(token.task_spec, "node", None)  # the root of a scope stands for no node
        element = node.id if node is not None else case.process
        return work_out(
            text,
            frames,
            case.now,
            case.calendar,
            lambda cause: case.record("warning", element, token.key, text=text, cause=cause),
        )

    def run_script(self, token: Token) -> bool:
        """Run the lines of a FEEL script, all or none. False: another language, left to the tester."""
        script = token.task_spec.node.script
        if script is not None and script.language != "feel":
            token.internal_data["open"] = "script"
            return False
        written: dict[str, Any] = {}
        for line in script.lines if script else []:
            written[line.name] = self.value(token, line.value, [written])
        self.write(token, written)
        return True
