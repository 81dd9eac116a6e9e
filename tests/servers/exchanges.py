"""What is asked of a server so that its answers are known: the same questions go to the real one, whose answers are
kept in `recorded/`, and to the fake, which must answer like that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

RECORDED = Path(__file__).with_name("recorded")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_HOST = re.compile(r"http://127\.0\.0\.1:\d+")

BPMN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t" id="d">\n'
    '<process id="{key}" isExecutable="true" {more}>\n{body}\n</process>\n</definitions>'
)
KEPT = 'camunda:historyTimeToLive="P30D"'
BODY = (
    '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>\n<userTask id="t" name="{name}"/>'
    '<sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/>'
)
BROKEN = (
    '<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="nope"/>\n<exclusiveGateway id="g"/>\n'
    '<userTask id="t" camunda:formRef="y"/>'
)


def process(key: str = "p", *, name: str = "A", more: str = KEPT, body: str = BODY) -> bytes:
    """A small process of that key."""
    return BPMN.format(key=key, more=more, body=body.format(name=name)).encode()


class Asking:
    """Asks one server and keeps its answers, with what differs from run to run told by number."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._numbers: dict[str, str] = {}
        self.answers: dict[str, Any] = {}

    def ask(self, title: str, method: str, path: str, **options: Any) -> Any:
        """Keep the answer under that title; gives its JSON, or None."""
        answer = self._client.request(method, path, **options)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        body: Any = answer.json() if kind == "application/json" and answer.content else answer.text
        self.answers[title] = json.loads(self._told(json.dumps({"status": answer.status_code, "body": body})))
        return body

    def _told(self, text: str) -> str:
        found = _ID.sub(lambda one: self._numbers.setdefault(one[0], f"id-{len(self._numbers) + 1}"), text)
        return _HOST.sub("http://server", _TIME.sub("a time", found))


def operaton(url: str) -> dict[str, Any]:
    """Deployments, duplicates, faults, resources, definitions, rights, versions, undo."""
    with httpx.Client(timeout=60, trust_env=False, base_url=url) as client:
        asking = Asking(client)
        _ask_operaton(asking.ask)
    return asking.answers


def _ask_operaton(ask: Callable[..., Any]) -> None:
    def deploy(title: str, *parts: tuple[str, str, bytes], name: str = "office") -> Any:
        fields = {"deployment-name": name, "deployment-source": "Slipway", "enable-duplicate-filtering": "true"}
        files = [(part, (file, data)) for part, file, data in parts]
        return ask(title, "POST", "/deployment/create", data=fields, files=files)

    first = deploy("a deployment", ("a.bpmn", "a.bpmn", process()), ("notes.txt", "notes.txt", b"kept as it is"))
    deploy("the same again", ("a.bpmn", "a.bpmn", process()), ("notes.txt", "notes.txt", b"kept as it is"))
    deploy(
        "two files under one part", ("data", "a.bpmn", process("p1")), ("data", "b.bpmn", process("p2")), name="trap"
    )
    deploy("no time to live", ("a.bpmn", "a.bpmn", process(more="")), name="faulty")
    deploy("a broken model", ("a.bpmn", "a.bpmn", process(body=BROKEN)), name="faulty")
    deploy("rubbish", ("a.bpmn", "a.bpmn", b"<rubbish"), name="faulty")
    ask("deployments by name", "GET", "/deployment?name=office&source=Slipway&sortBy=deploymentTime&sortOrder=desc")
    ask("how many deployments", "GET", "/deployment/count")
    ask("deployments of nobody", "GET", "/deployment?name=nobody")
    resources = ask("resources", "GET", f"/deployment/{first['id']}/resources")
    notes = next(one for one in resources if one["name"] == "notes.txt")
    ask("bytes of a resource", "GET", f"/deployment/{first['id']}/resources/{notes['id']}/data")
    second = deploy("a changed file", ("a.bpmn", "a.bpmn", process(name="B")))
    ask("the latest definition", "GET", "/process-definition?key=p&latestVersion=true")
    ask("definitions of a deployment", "GET", f"/process-definition?deploymentId={first['id']}")
    ask("no definition", "GET", "/process-definition/key/nobody")
    granted = {"type": 1, "permissions": ["READ", "CREATE_INSTANCE"], "groupId": "staff", "resourceType": 6}
    grant = ask("a right", "POST", "/authorization/create", json={**granted, "resourceId": "p"})
    ask("the rights on a process", "GET", "/authorization?resourceType=6&resourceId=p")
    ask("a right taken away", "DELETE", f"/authorization/{grant['id']}")
    ask("no rights on it", "GET", "/authorization?resourceType=6&resourceId=p")
    ask("a case", "POST", "/process-definition/key/p/start", json={})
    ask("cases that run", "GET", f"/process-instance/count?deploymentId={second['id']}")
    ask("an old one again", "POST", f"/deployment/{first['id']}/redeploy", json={"source": "Slipway"})
    ask("a deployment removed", "DELETE", f"/deployment/{second['id']}?cascade=true")
    ask("no deployment to remove", "DELETE", "/deployment/nobody")


SCRIPTS: dict[str, Callable[[str], dict[str, Any]]] = {"operaton": operaton}


def recorded(kind: str) -> dict[str, Any]:
    """The answers of the real server, as they were kept."""
    found: dict[str, Any] = json.loads((RECORDED / f"{kind}.json").read_text("utf-8"))
    return found


def record(kind: str, url: str) -> None:
    """Keep the answers of that server from now on."""
    RECORDED.mkdir(exist_ok=True)
    text = json.dumps(SCRIPTS[kind](url), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (RECORDED / f"{kind}.json").write_text(text, "utf-8")
