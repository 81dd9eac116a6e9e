"""What is asked of a server so that its answers are known: the same questions go to the real one, whose answers are
kept in `recorded/`, and to the fake, which must answer like that."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from runner.bundle.container import build

RECORDED = Path(__file__).with_name("recorded")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_HOST = re.compile(r"http://127\.0\.0\.1:\d+")
_OBJECT = re.compile(r"@[0-9a-f]{4,8}\b")

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
FLAWS = (
    '<startEvent id="s"/>\n<exclusiveGateway id="g" name="Where, to | id = x |?"/>\n'
    '<serviceTask id="t" name="A : b&#10;[c]"/><sequenceFlow id="f" sourceRef="s" targetRef="g"/>\n'
    '<intermediateCatchEvent id="m"/>'
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
        self.answers[title] = json.loads(
            self._told(json.dumps({"status": answer.status_code, "body": _in_order(body)}))
        )
        return body

    def _told(self, text: str) -> str:
        found = _ID.sub(lambda one: self._numbers.setdefault(one[0], f"id-{len(self._numbers) + 1}"), text)
        return _HOST.sub("http://server", _OBJECT.sub("@object", _TIME.sub("a time", found)))


def _in_order(body: Any) -> Any:
    """Faults of one text in an order of their own: Flowable's is another one at each start of the server."""
    if not isinstance(body, dict) or "Validation set:" not in str(body.get("exception")):
        return body
    head, *faults = re.split(r"(?=\[Validation set: )", body["exception"])
    return {**body, "exception": "".join([head, *sorted(faults)])}


def operaton(ask: Callable[..., Any]) -> None:
    """Deployments, duplicates, faults, resources, definitions, rights, versions, undo."""

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
    ask("the same right twice", "POST", "/authorization/create", json={**granted, "resourceId": "p"})
    again = {"permissions": ["READ"], "groupId": "staff", "resourceType": 6, "resourceId": "p"}
    ask("a right changed", "PUT", f"/authorization/{grant['id']}", json=again)
    ask("no right to change", "PUT", "/authorization/nobody", json=again)
    about = "permissionName=DELETE&resourceName=AUTHORIZATION&resourceType=4&resourceId=slipway-probe"
    ask("whether somebody may", "GET", f"/authorization/check?{about}&userId=slipway-nobody")
    ask("the rights on a process", "GET", "/authorization?resourceType=6&resourceId=p")
    ask("a right taken away", "DELETE", f"/authorization/{grant['id']}")
    ask("no rights on it", "GET", "/authorization?resourceType=6&resourceId=p")
    ask("a case", "POST", "/process-definition/key/p/start", json={})
    ask("cases that run", "GET", f"/process-instance/count?deploymentId={second['id']}")
    deploy_for = {"deployment-name": "office", "deployment-source": "Slipway", "tenant-id": "north"}
    ask("a deployment of a tenant", "POST", "/deployment/create", data=deploy_for,
        files=[("a.bpmn", ("a.bpmn", process()))])  # fmt: skip
    ask("deployments of a tenant", "GET", "/deployment?name=office&tenantIdIn=north")
    ask(
        "deployments of none",
        "GET",
        "/deployment?name=office&withoutTenantId=true&sortBy=deploymentTime&sortOrder=desc",
    )
    ask("the definition of a tenant", "GET", "/process-definition?key=p&latestVersion=true&tenantIdIn=north")
    ask("an old one again", "POST", f"/deployment/{first['id']}/redeploy", json={"source": "Slipway"})
    ask("a deployment removed", "DELETE", f"/deployment/{second['id']}?cascade=true")
    ask("no deployment to remove", "DELETE", "/deployment/nobody")


def flowable(ask: Callable[..., Any]) -> None:
    """Deployments, names and keys, archives that are none, faults of every kind, files, definitions, cases, undo."""

    def deploy(title: str, files: Mapping[str, bytes], name: str = "office") -> Any:
        query = {"deploymentName": name, "deploymentKey": "office"}
        part = ("deployment.bar", build(files))
        return ask(title, "POST", "/repository/deployments", params=query, files={"file": part})

    def broken(title: str, body: str) -> Any:
        return deploy(title, {"a.bpmn20.xml": process(body=body)}, name="faulty")

    ask("the engine", "GET", "/management/engine")
    notes = {"notes-1.0.txt": b"kept as it is", "请假.slip": "也是".encode(), "sub/notes.txt": b"out of reach"}
    first = deploy("a deployment", {"a.bpmn20.xml": process(), **notes})
    deploy("the same again", {"a.bpmn20.xml": process(), **notes})
    part = ("deployment.bar", build({"b.bpmn20.xml": process("q")}))
    ask("a name in the form", "POST", "/repository/deployments", data={"deploymentName": "b"}, files={"file": part})
    two = [("a", ("a.bar", build({"a.bpmn20.xml": process("r1")}))), ("b", ("b.bar", build({"b.bpmn20.xml": b"<"})))]
    ask("two archives at once", "POST", "/repository/deployments", params={"deploymentName": "two"}, files=two)
    ask("an archive that is none", "POST", "/repository/deployments", params={"deploymentName": "none"},
        files={"file": ("deployment.bar", b"no archive")})  # fmt: skip
    ask("a file that is none", "POST", "/repository/deployments", files={"file": ("notes.txt", b"x")})
    broken("a broken model", FLAWS)
    broken("no way there", BROKEN)
    broken("what no BPMN has", BODY + "\n  <nonsense/>")
    broken("one id twice", BODY + '\n<userTask id="t"/>')
    deploy("rubbish", {"a.bpmn20.xml": b"<rubbish"}, name="faulty")
    deploy("nothing to run", {"a.bpmn20.xml": process().replace(b"true", b"false")}, name="faulty")
    deploy("rubbish for decisions", {"a.bpmn20.xml": process("w"), "a.dmn": b"<rubbish"}, name="faulty")
    ask("reasons kept back", "POST", "/../given/hidden/true")
    broken("a broken model, and no reason", FLAWS)
    ask("reasons given", "POST", "/../given/hidden/false")
    ask("deployments of a name", "GET", "/repository/deployments?nameLike=offic_&sort=deployTime&order=desc&size=1")
    ask(
        "the second page",
        "GET",
        "/repository/deployments?nameLike=offic%25&sort=deployTime&order=desc&size=1&start=1",
    )
    ask("deployments of a key", "GET", "/repository/deployments?key=nobody&size=1")
    ask("deployments of nobody", "GET", "/repository/deployments?nameLike=nobody%20%25")
    own = f"/repository/deployments/{first['id']}"
    ask("bytes of a file", "GET", f"{own}/resourcedata/notes-1.0.txt")
    ask("bytes of a file of another script", "GET", f"{own}/resourcedata/请假.slip")
    ask("bytes of a file in a folder", "GET", f"{own}/resourcedata/sub/notes.txt")
    ask("no such file", "GET", f"{own}/resourcedata/nothing.txt")
    ask("a file of no deployment", "GET", "/repository/deployments/nobody/resourcedata/notes.txt")
    found = ask("definitions of a deployment", "GET", f"/repository/process-definitions?deploymentId={first['id']}")
    last = ask("the latest definition", "GET", "/repository/process-definitions?key=p&latest=true")
    ask("no definition", "GET", "/repository/process-definitions?key=nobody&latest=true")
    case = ask("a case", "POST", "/runtime/process-instances", json={"processDefinitionKey": "p"})
    running = "/runtime/process-instances?size=1&processDefinitionId="
    ask("cases that run", "GET", running + last["data"][0]["id"])
    ask("no case that runs", "GET", running + found["data"][0]["id"])
    ask("cases of a deployment, which nobody counts", "GET", "/runtime/process-instances?size=1&deploymentId=nobody")
    second = last["data"][0]["deploymentId"]
    refused = ask("a deployment with a case", "DELETE", f"/repository/deployments/{second}")
    assert "ACT_FK" in refused["exception"]
    ask("it is still there", "GET", running + last["data"][0]["id"])
    ask("a case ended", "DELETE", f"/runtime/process-instances/{case['id']}")
    ask("a deployment removed", "DELETE", f"/repository/deployments/{second}")
    ask("a deployment removed with all", "DELETE", f"{own}?cascade=true")
    ask("no deployment to remove", "DELETE", "/repository/deployments/nobody")


SCRIPTS: dict[str, Callable[[Callable[..., Any]], None]] = {"operaton": operaton, "flowable": flowable}


def answers(kind: str, url: str) -> dict[str, Any]:
    """What a server of that kind answers."""
    if kind in BESIDE:
        return BESIDE[kind](url)
    with httpx.Client(timeout=60, trust_env=False, base_url=url) as client:
        asking = Asking(client)
        SCRIPTS[kind](asking.ask)
    return asking.answers


ADMIN = ("admin", "secret")
"""Who may do everything at the guarded server."""


def guarded(url: str) -> dict[str, Any]:
    """Who may do what, where that is checked: by whoever may ask about others, by whoever may not, and by nobody."""
    with (
        httpx.Client(timeout=60, trust_env=False, base_url=url, auth=ADMIN) as admin,
        httpx.Client(timeout=60, trust_env=False, base_url=url, auth=("wang", "wang")) as wang,
        httpx.Client(timeout=60, trust_env=False, base_url=url) as nobody,
    ):
        people(admin)
        asking = Asking(admin)
        asking.ask("a deployment", "POST", "/deployment/create", data={"deployment-name": "office"},
                   files=[("a.bpmn", ("a.bpmn", process()))])  # fmt: skip
        about = "permissionName=DELETE&resourceName=AUTHORIZATION&resourceType=4&resourceId=slipway-probe"
        asking.ask("whether somebody may", "GET", f"/authorization/check?{about}&userId=slipway-nobody")
        for title, client in (("one who may not", wang), ("nobody", nobody)):
            other = Asking(client)
            other.ask(f"{title} asks whether", "GET", f"/authorization/check?{about}&userId=slipway-nobody")
            other.ask(f"{title} lists rights", "GET", "/authorization?resourceType=6")
            granted = {"type": 1, "permissions": ["READ"], "groupId": "staff", "resourceType": 6, "resourceId": "p"}
            other.ask(f"{title} gives a right", "POST", "/authorization/create", json=granted)
            other.ask(f"{title} starts a case", "POST", "/process-definition/key/p/start", json={})
            asking.answers |= other.answers
    return asking.answers


def people(admin: httpx.Client) -> None:
    """Li is in the group hr, Wang in none; each has the own name as password."""
    for name in ("li", "wang"):
        profile = {"id": name, "firstName": name, "lastName": name}
        told = {"profile": profile, "credentials": {"password": name}}
        admin.post("/user/create", json=told).raise_for_status()
    admin.post("/group/create", json={"id": "hr", "name": "hr", "type": "WORKFLOW"}).raise_for_status()
    admin.put("/group/hr/members/li", json={}).raise_for_status()


BESIDE: dict[str, Callable[[str], dict[str, Any]]] = {"guarded": guarded}
"""Servers that are asked by several people, so that each script brings its own."""


def recorded(kind: str) -> dict[str, Any]:
    """The answers of the real server, as they were kept."""
    found: dict[str, Any] = json.loads((RECORDED / f"{kind}.json").read_text("utf-8"))
    return found


def record(kind: str, url: str) -> None:
    """Keep the answers of that server from now on."""
    RECORDED.mkdir(exist_ok=True)
    text = json.dumps(answers(kind, url), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    (RECORDED / f"{kind}.json").write_text(text, "utf-8")
