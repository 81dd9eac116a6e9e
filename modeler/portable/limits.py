"""Time limits as timers on the border of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.portable.votes import last_verdict, quoted
from runner.bundle.graph import DeadlineStep

if TYPE_CHECKING:
    from modeler.portable.steps import Made, Steps


class Limits:
    """The time limits of the steps of a process."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def arm(self, made: Made, host: str, result: str | None, *, plain: bool = False) -> None:
        """Put the timers of a step onto the border of `host`. `result`: the script that makes a result of a button;
        None where the host works its result out itself."""
        node = made.node
        limits = node.deadline.steps if node.deadline else []
        for number, limit in enumerate(limits, start=1):
            own = f"{node.id}_limit" if len(limits) == 1 else f"{node.id}_limit{number}"
            if limit.at:
                self._steps.tell("due-at", node, text=limit.at)
            elif limit.do in ("agree", "reject"):
                self._decide(made, host, result, own, limit, plain=plain)
            else:
                self._notice(made, host, own, limit)
        if any(not limit.at for limit in limits):
            self._steps.tell("working-time", node)

    def _decide(
        self, made: Made, host: str, result: str | None, own: str, limit: DeadlineStep, *, plain: bool
    ) -> None:
        """When the time is up the step is ended and has a result."""
        steps, variables = self._steps, made.names
        sketch, words = steps.sketch, steps.words
        timer = sketch.border_timer(own, _short(limit.after), host, "duration", limit.after, interrupts=True)
        button = limit.do if plain else f"auto-{limit.do}"
        lines = [f"{variables.verdict} = {quoted(button)}"]
        if result is None:
            last = last_verdict(variables, variables.result, made.buttons)
            lines += [f"{variables.result} = {quoted(limit.do)}", f"{variables.last} = {last}"]
        auto = sketch.script(f"{own}_auto", words.say(f"auto-{limit.do}"), timer, "\n".join(lines))
        sketch.flow(timer, auto)
        if result is not None:
            sketch.flow(auto, result)
        else:
            made.also.append(auto)
        steps.tell("auto", made.node, after=_short(limit.after), result=limit.do)

    def _notice(self, made: Made, host: str, own: str, limit: DeadlineStep) -> None:
        """Somebody is told, and the step stays."""
        steps, node = self._steps, made.node
        sketch, words, name = steps.sketch, steps.words, node.name or node.id
        repeats = bool(limit.repeat)
        kind, text = ("cycle", f"R/{limit.repeat}") if repeats else ("duration", limit.after)
        timer = sketch.border_timer(own, _short(limit.repeat or limit.after), host, kind, text, interrupts=False)
        if limit.do == "remind":
            what = words.say("remind-who", name=name)
        else:
            who = limit.who if limit.do == "hand-over" and limit.who else words.say("superior")
            what = words.say("hand-over-who", name=name, who=who)
        task = steps.notice(f"{own}_notice", words.say(limit.do, name=name), timer, what)
        end = sketch.end(f"{own}_told", words.say("done"), task, "")
        sketch.flow(timer, task)
        sketch.flow(task, end)
        if limit.do != "remind":
            steps.tell("hand-over", node, after=_short(limit.after))
        elif repeats and limit.repeat != limit.after:
            steps.tell("remind-first", node, after=_short(limit.after), repeat=_short(limit.repeat or ""))
        else:
            steps.tell("remind", node, after=_short(limit.after), target=task)


def _short(duration: str) -> str:
    """A duration as it is shown at a timer: `8 h` for `PT8H`."""
    text = duration.removeprefix("PT")
    for unit, sign in (("H", " h"), ("M", " min")):
        if text.endswith(unit) and text[:-1].isdigit() and duration.startswith("PT"):
            return text[:-1] + sign
    text = duration.removeprefix("P")
    return f"{text[:-1]} d" if text.endswith("D") and text[:-1].isdigit() else duration
