"""Nothing in a model, in data or in a saved case is ever run as program code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from runner.core.errors import RunError, StoreError
from runner.engine.environment import SafeEngine, assert_safe
from runner.engine.model import Model
from runner.engine.snapshot import restore, save
from tests.helpers.decisions import decision, dmn, literal, table
from tests.helpers.graphs import A, event, loop, message, mock, script, timer
from tests.unit.engine.driver import Driver


def payload(path: Path) -> str:
    return f"__import__('pathlib').Path({str(path)!r}).write_text('x')"


CHANNELS: dict[str, Any] = {
    "flow condition": lambda p: (
        A().start().xor("g").user("A").user("B").flow("S", "g").flow("g", "A", p).flow("g", "B")
    ),
    "foreign condition": lambda p: (
        A().start().user("A").user("B").flow("S", "A", p, language="unknown").chain("A", "B")
    ),
    "script line": lambda p: A().start().node("scriptTask", "T", script=script(x=p)).chain("S", "T"),
    "foreign script": lambda p: A().node("scriptTask", "T", script={"language": "python", "text": p}),
    "duration": lambda p: A().start().node("intermediateCatchEvent", "T", event=timer(p)).chain("S", "T"),
    "duration expression": lambda p: A().node("intermediateCatchEvent", "T", event=timer("=" + p)),
    "date": lambda p: A().node("intermediateCatchEvent", "T", event=timer(p, "date")),
    "cycle on a border": lambda p: A().user("A").boundary("B", "A", timer(p, "cycle")),
    "timer start": lambda p: A().start(event=timer(p)).user("A").chain("S", "A"),
    "timer of an event sub-process": lambda p: (
        A().user("A").sub("V", event_sub_process=True).start(event=timer(p)).up()
    ),
    "condition of an event": lambda p: A().node(
        "intermediateCatchEvent", "T", event=event("conditional", condition={"text": p})
    ),
    "standard loop": lambda p: A().user("A", loop=loop("standard", condition=p)),
    "cardinality": lambda p: A().user("A", loop=loop("parallel", cardinality=p)),
    "collection": lambda p: A().user("A", loop=loop("parallel", collection=p)),
    "completion": lambda p: A().user("A", loop=loop("parallel", cardinality="2", completion=p)),
    "correlation": lambda p: A().node("receiveTask", "T", event=message("m", no=p)),
    "thrown correlation": lambda p: A().node("intermediateThrowEvent", "T", event=message("m", no=p)),
    "service input": lambda p: A().node("serviceTask", "T", service=mock(inputs=[{"name": "x", "value": p}])),
    "service output": lambda p: A().node("serviceTask", "T", service=mock(outputs=[{"name": "x", "value": p}])),
    "mock result": lambda p: A().node("serviceTask", "T", service=mock(p)),
    "called process": lambda p: A().node("callActivity", "T", called=p),
}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
def test_a_payload_in_the_model_creates_no_file(channel: str, saving: bool, tmp_path: Path) -> None:
    target = tmp_path / "made"
    case = Driver(CHANNELS[channel](payload(target)).graph(), saving=saving).start(x=payload(target))
    for _ in range(5):
        for item in case.open():
            if item.kind == "pick":
                case.case.choose(item.token, list(item.options[:1]))
            elif item.kind == "incident":
                case.case.skip(item.token)
            else:
                case.case.complete(item.token, {"y": payload(target)})
            case.rest()
            break
        case.tell("m", x=payload(target))
        case.wait(days=1)
    assert not target.exists()


DECISIONS: dict[str, Any] = {
    "input expression": lambda p: table([p], ["x"], ["- -> 1"]),
    "input entry": lambda p: table(["x"], ["y"], [f"{p} -> 1", "- -> 2"], "FIRST"),
    "output entry": lambda p: table(["x"], ["y"], [f"- -> {p}"]),
    "output values": lambda p: table(["x"], ["y"], ["- -> 1", "- -> 2"], "PRIORITY", values=[p]),
    "default": lambda p: table(["x"], ["y"], ["1 -> 1"], defaults=[p]),
    "expression": lambda p: literal(p),
    "python": lambda p: literal(p).replace("<literalExpression>", '<literalExpression expressionLanguage="python">'),
    "function": lambda p: f"<functionDefinition kind='Java'>{literal(p)}</functionDefinition>",
}


@pytest.mark.parametrize("channel", DECISIONS)
@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
def test_a_payload_in_a_decision_creates_no_file(channel: str, saving: bool, tmp_path: Path) -> None:
    target = tmp_path / "made"
    file = dmn(decision("d", "d", DECISIONS[channel](payload(target))))
    graph = A().start().node("businessRuleTask", "T", decision={"ref": "d", "result": "r"}).chain("S", "T").graph()
    case = Driver(graph, saving=saving, decisions={"rules": file}).start(x=payload(target))
    for item in case.open():
        case.case.retry(item.token, {"x": payload(target)})
        case.rest()
    assert not target.exists()


def test_a_saved_case_that_was_edited_runs_nothing(tmp_path: Path) -> None:
    target = tmp_path / "made"
    graph = A().start().user("A").xor("g", "g_B").user("B").chain("S", "A", "g").flow("g", "B").graph()
    model = Model.of([graph])
    case = Driver(graph).start(x=1)
    bad = payload(target)

    def spoil(value: Any) -> Iterator[Any]:
        """The value with each single leaf replaced by the payload."""
        if isinstance(value, dict):
            for key, item in value.items():
                yield from ({**value, key: worse} for worse in spoil(item))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from ([*value[:place], worse, *value[place + 1 :]] for worse in spoil(item))
        else:
            yield bad

    tried = 0
    for damaged in spoil(json.loads(json.dumps(save(case.case)))):
        tried += 1
        with suppress(StoreError, RunError, TypeError, ValueError, KeyError, AttributeError):
            again = restore(model, damaged)
            for item in again.open():
                again.complete(item.token)
            again.run()
    assert tried >= 30
    assert not target.exists()


def test_a_restored_case_has_the_safe_engine_by_default() -> None:
    graph = A().user("A").graph()
    case = restore(Model.of([graph]), save(Driver(graph).start().case))
    assert type(case.workflow.script_engine) is SafeEngine
    with pytest.raises(TypeError):
        case.workflow.script_engine = object()
    case.workflow._BpmnWorkflow__script_engine = object()
    with pytest.raises((RunError, AttributeError)):
        assert_safe(case.workflow)


@pytest.mark.parametrize("verb", ["evaluate", "execute", "call_service"])
def test_the_library_has_no_way_to_run_anything(verb: str) -> None:
    engine = SafeEngine()
    for place in (engine, engine.environment):
        with pytest.raises(RunError):
            getattr(place, verb)(None, "1 + 1")


def test_user_data_called_typename_survives_saving() -> None:
    graph = A().start().user("A").chain("S", "A").graph()
    case = Driver(graph, saving=True).start(typename="Task", inner={"typename": "UUID", "value": "x"})
    assert case.data == {"typename": "Task", "inner": {"typename": "UUID", "value": "x"}}


def test_a_state_that_does_not_fit_the_model_is_refused() -> None:
    graph = A().start().user("A").chain("S", "A").graph()
    saved = save(Driver(graph).start().case)
    with pytest.raises(StoreError) as caught:
        restore(Model.of([A().start().user("B").chain("S", "B").graph()]), saved)
    assert caught.value.code == "store.case-damaged"
