"""A case as a bug report: played elsewhere it gives the same log to the byte; without contents it tells none."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from runner.bundle import container
from runner.bundle.bundle import Bundle
from runner.core.errors import FormatError
from runner.pilot.case_report import MODEL, export_report, read_report, replay_report
from runner.rights.model import ProcessRights, Rule
from runner.service import Service
from runner.service.case_log import log_of
from tests.helpers.graphs import A, message, mock, script, timer
from tests.helpers.office import CLOCK, office

SECRET = "blue heron"


def busy_process() -> Bundle:
    """People, a timer, chance in a service, a message, a gateway: whatever could come out otherwise."""
    builder = A().start().user("T", "zhang").boundary("B", "T", timer("PT2H"), interrupting=False).end("F")
    builder.node("serviceTask", "V", service=mock(result='{"ok": true}', delay="PT1M..PT9M", failure_rate=0.5))
    builder.node("intermediateCatchEvent", "M", event=message("go", no="n")).xor("G", default="no").user("U", "li")
    builder.node("scriptTask", "X", script=script(twice="n * 2")).end()
    builder.chain("S", "T", "V", "M", "X", "G").flow("B", "F").flow("G", "U", "twice > 5", "yes")
    builder.flow("G", "E", flow_id="no").flow("U", "E")
    builder.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    return builder.bundle(organization=office())


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service(clock=CLOCK, keeps_moments=True)
    yield made
    made.close()


def played(service: Service) -> str:
    """A case full of turns, in a store with others."""
    model = service.deploy(busy_process())
    other = service.start(model, "wang", {"n": 1})
    service.advance("PT17M")
    steer = service.rehearsing()
    case = service.start(model, "zhang", {"n": 7, "note": SECRET}, seed=5)

    def task(name: str, of: str = case) -> int:
        return next(item.task for item in service.open_tasks(of) if item.element == name)

    service.advance("PT3H")
    service.complete(task("T", other), "zhang", {})
    service.complete(task("T"), "zhang", {"reason": SECRET})
    steer.back(case, 1)
    steer.set_pace(breaks={"p": ["X"]})
    service.complete(task("T"), "zhang", {"n": 4})
    service.message("go", {"no": 4}, {"word": SECRET})
    for _time in range(6):
        for item in service.open_tasks(case):
            if item.kind == "incident":
                steer.mend(item.task, "retry", SECRET, data={"n": 4})
        if [one for one in service.due() if one[1] == case]:
            service.advance("next timer")
    assert service.case(case).stopped == ["X"]
    steer.step(case)
    steer.set_pace(breaks={})
    steer.run_on(case)
    steer.mend(task("U"), "reassign", "away", to="sun")
    service.complete(task("U"), "sun", {})
    assert service.case(case).status == "completed"
    return case


def test_a_report_is_played_elsewhere_with_the_same_log_to_the_byte(service: Service) -> None:
    case = played(service)
    data = export_report(service, case, contents=True)
    found = replay_report(data)
    assert found.line == 0 and found.is_same
    assert any(line["kind"] == "received" for line in read_report(data, "x")[1])
    kinds = {line["payload"].get("verb") for line in read_report(data, "x")[1] if line["kind"] == "command"}
    assert {"start", "complete", "back", "advance", "step", "run_on", "mend"} <= kinds


def test_a_report_says_at_which_line_a_log_differs(service: Service) -> None:
    data = export_report(service, played(service), contents=True)
    members = container.take(data, "x")
    log = json.loads(members["log.json"])
    place = next(n for n, line in enumerate(log) if line["kind"] == "flow")
    log[place]["element"] = "Elsewhere"
    changed = json.dumps(log, ensure_ascii=False, indent=1).encode() + b"\n"
    with pytest.raises(FormatError, match="whole report"):
        replay_report(container.build({**members, "log.json": changed}))
    manifest = json.loads(members["manifest.json"])
    from runner.core.atomic import digest

    manifest["members"]["log.json"] = {"sha256": digest(changed), "size": len(changed)}
    whole = {**members, "log.json": changed, "manifest.json": json.dumps(manifest).encode()}
    found = replay_report(container.build(whole))
    assert not found.is_same and found.line == place + 1


def test_without_contents_nothing_that_was_written_is_in_it_and_it_is_not_played(service: Service) -> None:
    case = played(service)
    data = export_report(service, case)
    members = container.take(data, "x")
    assert MODEL not in members
    assert not [name for name, text in members.items() if SECRET.encode() in text or b"twice" in text]
    about, log, _model = read_report(data, "x")
    with service.store.transaction() as tx:
        assert [line["kind"] for line in log] == [line["kind"] for line in log_of(tx, case)]
    assert about["contents"] is False and about["seed"] == 5
    with pytest.raises(FormatError, match="without contents"):
        replay_report(data)
    assert SECRET.encode() in container.take(export_report(service, case, contents=True), "x")["log.json"]
