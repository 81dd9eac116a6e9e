"""The worker process and its client: verbs, failures, kills, simulation with progress and cancel."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runner.bundle.graph import FormUse
from runner.core.errors import AppError, FileError, FormatError, RunError, StoreError
from runner.core.i18n import set_language
from runner.forms.schema import Form
from runner.protocol.client import WorkerClient
from runner.protocol.wire import error_from_json, error_to_json, from_line, to_line
from runner.service.worker import VERBS
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office


@pytest.fixture
def client(tmp_path: Path) -> Iterator[WorkerClient]:
    with WorkerClient(str(tmp_path / "store.sqlite"), clock=CLOCK) as made:
        yield made


def bundle():  # type: ignore[no-untyped-def]
    return A().start().approve("T", "user:li").end().chain("S", "T", "E").bundle(organization=office())


def test_a_case_runs_through_the_worker_and_survives_its_death(client: WorkerClient) -> None:
    model = client.deploy(bundle())
    case = client.start(model, "user:zhang", {"x": 1})
    assert [item.element for item in client.inbox("li")] == ["T"]
    first = client.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    with pytest.raises(RunError) as caught:
        for _ in range(3):
            client.clock()
            if client.pid != first:
                raise RunError("worker.gone")  # it was already gone when we asked
    assert caught.value.code == "worker.gone"
    task = client.inbox("li")[0]
    assert client.pid != first
    view = client.task(task.task, "li")
    assert [verdict.result for verdict in view.verdicts] == ["agree", "reject", "return"]
    client.complete(task.task, "li", {}, "agree")
    done = client.case(case)
    assert (done.status, done.variables["x"]) == ("completed", 1)
    assert [line.payload["verb"] for line in client.history(case) if line.kind == "command"] == ["start", "complete"]
    remark = client.remark("too slow", "li", case=case, element="T")
    assert client.resolve_remark(remark.id, "chen", "done").done_by == "chen"
    assert client.remarks(open_only=True) == []
    assert client.import_results(client.export_results()).known == [case]


def test_a_refusal_comes_back_with_code_and_reason(client: WorkerClient) -> None:
    model = client.deploy(bundle())
    client.start(model, "zhang")
    with pytest.raises(RunError) as caught:
        client.complete(client.open_tasks()[0].task, "wang", {}, "agree")
    assert caught.value.code == "task.not-yours"
    assert caught.value.reason
    with pytest.raises(StoreError) as unknown:
        client.case("nothing")
    assert unknown.value.code == "store.unknown-case"
    with pytest.raises(RunError) as wrong:
        client.call("eval", text="1")
    assert wrong.value.code == "worker.unknown-verb"


def test_a_worker_that_does_not_answer_is_stopped(tmp_path: Path) -> None:
    with WorkerClient(str(tmp_path / "s.sqlite"), timeout=20) as client:
        client.clock()
        pid = client.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)  # it may still have answered until it stood
        with pytest.raises(RunError) as caught:
            client.call("clock", timeout=0.3)
        assert caught.value.code == "worker.timeout"
        assert client.clock()
        assert client.pid != pid


def test_the_worker_simulates_with_progress(client: WorkerClient) -> None:
    graph = A().start().user("T").end().chain("S", "T", "E").bundle()
    seen: list[tuple[int, int]] = []
    scenario = {
        "formatVersion": 1, "name": "x", "process": "p", "start": CLOCK, "cases": 2000, "replications": 2, "seed": 1,
        "arrivals": [{"at": "S", "every": {"exponential": {"mean": "PT10M"}}}],
        "activities": {"T": {"duration": {"constant": {"value": "PT5M"}}}},
    }  # fmt: skip
    result = client.simulate(graph, scenario, progress=lambda done, total: seen.append((done, total)))
    assert result["replications"] == 2
    assert seen
    with pytest.raises(RunError) as caught:
        client.simulate(graph, {**scenario, "cases": 5_000_000}, cancel=lambda: True)
    assert caught.value.code == "simulate.cancelled"


@pytest.mark.parametrize(
    "error",
    [
        RunError("task.forbidden", reason=("because",), user="li"),
        StoreError("store.newer", url="x", found="9"),
        FormatError("json.malformed", file="a.json", line=3, cause="x"),
        FileError("file.unreadable", file="a", cause="b"),
    ],
)
def test_failures_cross_the_wire_whole(error: AppError) -> None:
    again = error_from_json(from_line(to_line(error_to_json(error))))
    assert type(again) is type(error)
    assert (again.code, again.message) == (error.code, error.message)
    assert getattr(again, "reason", None) == getattr(error, "reason", None)


def test_the_client_has_a_method_for_every_verb() -> None:
    for verb in (*VERBS, "deploy", "simulate"):
        assert callable(getattr(WorkerClient, verb))


def test_the_client_loads_neither_store_nor_engine() -> None:
    code = (
        "import sys; import runner.protocol.client;"
        "slow = ('sqlalchemy', 'SpiffWorkflow', 'numpy', 'networkx', 'PySide6');"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_argument_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    from runner.__main__ import main

    assert main(["nothing"]) == 2
    assert "worker" in capsys.readouterr().err


class Chatter:
    """Answers that never pause: progress until it is told to stop."""

    def __init__(self) -> None:
        self.left = 1000
        self.is_stopped = False

    def get(self, timeout: float) -> dict[str, Any]:
        self.left -= 1
        return {"result": self.is_stopped} if self.is_stopped or not self.left else {"progress": self.left}


def test_a_worker_that_never_pauses_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    client, chatter = WorkerClient(), Chatter()
    monkeypatch.setattr(client, "_ensure", lambda: None)
    monkeypatch.setattr(client, "_send", lambda request: (1, chatter))
    monkeypatch.setattr(client, "_write", lambda value: setattr(chatter, "is_stopped", "cancel" in value))
    assert client.call("simulate", cancel=lambda: chatter.left < 900) is True


def test_reasons_and_kept_names_are_in_the_language_of_whoever_asks(client: WorkerClient) -> None:
    plain = office()
    named = [
        one.model_copy(update={"name": {"en": "Finance", "zh": "财务部"}}) if one.id == "fin" else one
        for one in plain.departments
    ]
    form = Form.model_validate(
        {
            "components": [
                {"type": "textfield", "key": "own", "properties": {"slip:kind": "department", "slip:default": "me"}}
            ]
        }
    )
    drawn = A().start(form=FormUse(ref="f")).approve("T", "user:li").end().chain("S", "T", "E")
    organization = plain.model_copy(update={"departments": named})
    model = client.deploy(drawn.bundle(organization=organization, forms={"f": form}))
    try:
        for language, name in (("zh", "财务部"), ("en", "Finance")):
            set_language(language)
            case = client.workbench("zhang").start(model)
            assert client.variables(case)["own"] == {"id": "fin", "name": name}
            with pytest.raises(RunError) as refused:
                client.workbench("sun").case(case)
            assert refused.value.reason and is_chinese(refused.value.reason[0]) is (language == "zh")
    finally:
        set_language("en")


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
