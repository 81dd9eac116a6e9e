"""Operaton's interface as far as publishing uses it, with its traps; kept to the recorded answers of the real one."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from tests.servers.exchanges import recorded
from tests.servers.fake import Answer, Asked
from tests.servers.fake_cases import first_rest, people_of, task_told
from tests.servers.fake_engine import MODEL, FakeEngine, after, place

_OWN = "{http://camunda.org/schema/1.0/bpmn}"
_TTL = recorded("operaton")["no time to live"]["body"]["details"]["a.bpmn"]["errors"][0]["message"]
_BINDING = (
    "Invalid element definition: value for formRefBinding attribute has to be one of "
    "[deployment, latest, version] but was null"
)


@dataclass
class Deployment:
    """What was deployed in one request."""

    name: str
    source: str
    files: dict[str, bytes]
    tenant: str | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000")

    def __post_init__(self) -> None:
        self.resources = {name: str(uuid.uuid4()) for name in self.files}

    def told(self) -> dict[str, Any]:
        """As lists tell of it."""
        own = {"id": self.id, "name": self.name, "source": self.source or None}
        return {"links": [], **own, "deploymentTime": self.time, "tenantId": self.tenant}


class FakeOperaton(FakeEngine):
    """No authentication; everybody may do everything, as the server comes. `guarded`: it asks who somebody is and
    checks what they may do, here only where it is asked about that. `past` are cases with their history, running or
    over; `strangers`: tasks are there for others than the file says."""

    def __init__(self, *, guarded: bool = False) -> None:
        super().__init__()
        self.guarded = guarded
        self.rights: dict[str, dict[str, Any]] = {}
        self.past: list[dict[str, Any]] = []
        self.strangers = False

    def unknown(self, _asked: Asked) -> Answer:
        """It is not found."""
        return Answer(404, {"type": "NotFoundException", "message": "HTTP 404 Not Found", "code": None})

    def version(self, _asked: Asked) -> Answer:
        """The version of the server."""
        return Answer(json={"version": "1.0.3"})

    def create(self, asked: Asked) -> Answer:
        """One deployment: whole or not at all; nothing new where nothing differs from the last of that name."""
        parts = asked.parts
        text = {name: data.decode() for name, (file, data) in parts.items() if file is None}
        files = {file: data for file, data in parts.values() if file is not None}
        name, source = text.get("deployment-name", ""), text.get("deployment-source", "")
        tenant = text.get("tenant-id") or None
        same = [one for one in self.deployments if (one.name, one.source, one.tenant) == (name, source, tenant)]
        last = same[-1] if same else None
        filtering = text.get("enable-duplicate-filtering") == "true"
        # removed files are not noticed
        if filtering and last is not None and all(last.files.get(file) == data for file, data in files.items()):
            return Answer(json=self._created(last, None))
        return self._deploy(Deployment(name, source, files, tenant))

    def _deploy(self, made: Deployment) -> Answer:
        for file, data in made.files.items():
            if file.endswith(".bpmn") and (fault := _fault(file, data)) is not None:
                return fault
        self.deployments.append(made)
        found = {}
        for file, data in made.files.items():
            if file.endswith(".bpmn"):
                for process in etree.fromstring(data).iter(f"{MODEL}process"):
                    definition = self._definition(made, file, process)
                    found[definition["id"]] = definition
        self.definitions += found.values()
        return Answer(json=self._created(made, found or None))

    def _definition(self, made: Deployment, file: str, process: etree._Element) -> dict[str, Any]:
        key = process.get("id") or ""
        before = [one for one in self.definitions if (one["key"], one["tenantId"]) == (key, made.tenant)]
        version = 1 + max((one["version"] for one in before), default=0)
        number = f"{key}:{version}:{uuid.uuid4()}"
        days = re.sub(r"\D", "", process.get(f"{_OWN}historyTimeToLive") or "")
        return {
            "id": number, "key": key, "description": None, "name": process.get("name"),
            "category": process.getparent().get("targetNamespace"), "version": version, "resource": file,
            "deploymentId": made.id, "diagram": None, "suspended": False, "tenantId": made.tenant,
            "versionTag": process.get(f"{_OWN}versionTag"), "historyTimeToLive": int(days),
            "startableInTasklist": True,
        }  # fmt: skip

    def _created(self, made: Deployment, found: dict[str, Any] | None) -> dict[str, Any]:
        link = {"method": "GET", "href": f"{self.url}/deployment/{made.id}", "rel": "self"}
        others = ("deployedCaseDefinitions", "deployedDecisionDefinitions", "deployedDecisionRequirementsDefinitions")
        told = {**made.told(), "links": [link], "deployedProcessDefinitions": found}
        return {**told, **dict.fromkeys(others)}

    def listed(self, asked: Asked) -> Answer:
        """Deployments of a name and a source, the latest first."""
        wanted = {name: asked.query[name] for name in ("name", "source") if name in asked.query}
        found = [one for one in self.deployments if all(getattr(one, name) == wanted[name] for name in wanted)]
        found = [one for one in found if _of_tenant(asked, one.tenant)]
        return Answer(json=[one.told() for one in reversed(found)])

    def many(self, _asked: Asked) -> Answer:
        """How many deployments there are."""
        return Answer(json={"count": len(self.deployments)})

    def resources(self, _asked: Asked, number: str) -> Answer:
        """The files of a deployment."""
        made = self.find(number)
        if made is None:
            message = f"Deployment resources for deployment id '{number}' do not exist."
            return Answer(404, {"type": "InvalidRequestException", "message": message, "code": None})
        told = [{"id": own, "name": name, "deploymentId": number} for name, own in made.resources.items()]
        return Answer(json=told)

    def data(self, _asked: Asked, number: str, resource: str) -> Answer:
        """The bytes of a file."""
        made = self.find(number)
        name = next((name for name, own in made.resources.items() if own == resource), None) if made else None
        return Answer(404) if made is None or name is None else Answer(data=made.files[name])

    def redeploy(self, asked: Asked, number: str) -> Answer:
        """The files of an old deployment once more: new versions with old contents."""
        made = self.find(number)
        if made is None:
            return self._no_deployment(number)
        return self._deploy(Deployment(made.name, asked.json.get("source", ""), dict(made.files), made.tenant))

    def remove(self, _asked: Asked, number: str) -> Answer:
        """A deployment goes, with its definitions and their cases."""
        made = self.find(number)
        if made is None:
            return self._no_deployment(number)
        self.deployments.remove(made)
        gone = {one["id"] for one in self.definitions if one["deploymentId"] == number}
        self.definitions = [one for one in self.definitions if one["id"] not in gone]
        self.cases = [one for one in self.cases if one["definitionId"] not in gone]
        return Answer(204)

    def found(self, asked: Asked) -> Answer:
        """Definitions, narrowed as asked."""
        found = [one for one in self.narrowed(asked) if _of_tenant(asked, one["tenantId"])]
        if asked.query.get("latestVersion") == "true":
            found = list({one["key"]: one for one in sorted(found, key=lambda one: int(one["version"]))}.values())
        return Answer(json=found)

    def by_key(self, _asked: Asked, key: str) -> Answer:
        """The latest definition of a key."""
        found = [one for one in self.definitions if one["key"] == key]
        message = f"No matching process definition with key: {key} and no tenant-id"
        missing = Answer(404, {"type": "RestException", "message": message, "code": None})
        return Answer(json=found[-1]) if found else missing

    def start(self, asked: Asked, key: str, tenant: str = "") -> Answer:
        """A case of the latest version, of a tenant or of none."""
        of = [one for one in self.definitions if one["key"] == key and (one["tenantId"] or "") == tenant]
        if not of:
            message = f"No matching process definition with key: {key} and tenant-id: {tenant}"
            return Answer(404, {"type": "RestException", "message": message, "code": None})
        case = self.begin(key)
        case |= {"businessKey": asked.json.get("businessKey"), "definitionId": of[-1]["id"],
                 "tenantId": of[-1]["tenantId"]}  # fmt: skip
        self.past.append(case)
        if self._rest(case) is None:
            self.cases.remove(case)
        return Answer(json=case)

    def _rest(self, case: dict[str, Any]) -> etree._Element | None:
        """Where a case waits."""
        of = next(one for one in self.definitions if one["id"] == case["definitionId"])
        return first_rest(self.find(of["deploymentId"]).files[of["resource"]], of["key"])

    def running_cases(self, asked: Asked) -> Answer:
        """Narrowed by business key and tenant; none calls another."""
        return Answer(json=self._those(asked, self.cases, "businessKey", "superProcessInstance"))

    def history(self, asked: Asked) -> Answer:
        """Those that are over as well."""
        return Answer(json=self._those(asked, self.past, "processInstanceBusinessKey", "superProcessInstanceId"))

    @staticmethod
    def _those(asked: Asked, cases: list[dict[str, Any]], key: str, above: str) -> list[dict[str, Any]]:
        if above in asked.query:
            return []
        wanted = asked.query.get(key)
        return [one for one in cases if wanted in (None, one["businessKey"]) and _of_tenant(asked, one["tenantId"])]

    def end(self, _asked: Asked, own: str) -> Answer:
        """A case ends; its history stays."""
        return self._take(self.cases, own)

    def forget(self, _asked: Asked, own: str) -> Answer:
        """The history of a case that is over."""
        if any(one["id"] == own for one in self.cases):
            return Answer(400, {"type": "BadUserRequestException", "message": "still running", "code": None})
        return self._take(self.past, own)

    @staticmethod
    def _take(cases: list[dict[str, Any]], own: str) -> Answer:
        found = next((one for one in cases if one["id"] == own), None)
        if found is None:
            return Answer(404, {"type": "InvalidRequestException", "message": f"no {own}", "code": None})
        cases.remove(found)
        return Answer(204)

    def tasks(self, asked: Asked) -> Answer:
        """The one at which a case waits."""
        case = next((one for one in self.cases if one["id"] == asked.query["processInstanceId"]), None)
        task = self._rest(case) if case is not None else None
        if case is None or task is None or etree.QName(task).localname != "userTask":
            return Answer(json=[])
        return Answer(json=[task_told(case, task, people_of(task, _OWN)[0])])

    def links(self, _asked: Asked, own: str) -> Answer:
        """For whom a task is."""
        case = next(one for one in self.cases if f"task-of-{one['id']}" == own)
        task = self._rest(case)
        assignee, found = people_of(task, _OWN) if task is not None else (None, [])
        found = [("group", "strangers")] if self.strangers else found
        told = [
            {"userId": name if kind == "user" else None, "groupId": name if kind == "group" else None,
             "type": "candidate"}
            for kind, name in found
        ]  # fmt: skip
        own_link = [{"userId": assignee, "groupId": None, "type": "assignee"}] if assignee else []
        return Answer(json=[*told, *own_link])

    def activities(self, _asked: Asked, own: str) -> Answer:
        """Where a case is, the case itself at the top."""
        case = next((one for one in self.cases if one["id"] == own), None)
        rest = self._rest(case) if case is not None else None
        if case is None or rest is None:
            return Answer(404, {"type": "InvalidRequestException", "message": f"no {own}", "code": None})
        inside = {"activityId": rest.get("id"), "childActivityInstances": [], "childTransitionInstances": []}
        whole = {"activityId": case["definitionId"], "childActivityInstances": [inside]}
        return Answer(json={**whole, "childTransitionInstances": []})

    def begin(self, key: str) -> dict[str, Any]:
        """A case of the latest version."""
        definition = self.latest(key)
        own = str(uuid.uuid4())
        link = {"method": "GET", "href": f"{self.url}/process-instance/{own}", "rel": "self"}
        told = {"links": [link], "id": own, "definitionId": definition["id"], "businessKey": None, "ended": False}
        case = {**told, "caseInstanceId": None, "suspended": False, "tenantId": None, "definitionKey": key}
        self.cases.append(case)
        return case

    def counted(self, asked: Asked) -> Answer:
        """Running cases of a deployment."""
        of = {one["id"] for one in self.definitions if one["deploymentId"] == asked.query["deploymentId"]}
        return Answer(json={"count": sum(one["definitionId"] in of for one in self.cases)})

    def grant(self, asked: Asked) -> Answer:
        """A right for a user or a group."""
        own = str(uuid.uuid4())
        empty = {"userId": None, "groupId": None, "removalTime": None, "rootProcessInstanceId": None}
        made = {**empty, **asked.json, "id": own}
        place = ("type", "userId", "groupId", "resourceType", "resourceId")
        if any(all(one[name] == made[name] for name in place) for one in self.rights.values()):
            return _TWICE
        self.rights[own] = made
        return Answer(json=made)

    def regrant(self, asked: Asked, number: str) -> Answer:
        """A right is another one from now on."""
        if number not in self.rights:
            return _no_right(number)
        self.rights[number] = {**self.rights[number], **asked.json}
        return Answer(204)

    def checked(self, _asked: Asked) -> Answer:
        """Whether somebody may do something."""
        if not self.guarded:
            return Answer(401, _NOBODY_ASKS)
        return Answer(json={**_PROBED, "authorized": False})

    def granted(self, asked: Asked) -> Answer:
        """The rights on a resource."""
        kind, of = int(asked.query["resourceType"]), asked.query.get("resourceId")
        found = [
            one for one in self.rights.values() if one["resourceType"] == kind and of in (None, one["resourceId"])
        ]
        return Answer(json=found)

    def revoke(self, _asked: Asked, number: str) -> Answer:
        """A right goes."""
        return Answer(204) if self.rights.pop(number, None) else _no_right(number)

    def _no_deployment(self, number: str) -> Answer:
        message = f"Deployment with id '{number}' do not exist"
        return Answer(404, {"type": "InvalidRequestException", "message": message, "code": None})


FakeOperaton.routes = [
    ("GET", "/version", "version"),
    ("POST", "/deployment/create", "create"),
    ("GET", "/deployment", "listed"),
    ("GET", "/deployment/count", "many"),
    ("GET", "/deployment/([^/]+)/resources", "resources"),
    ("GET", "/deployment/([^/]+)/resources/([^/]+)/data", "data"),
    ("POST", "/deployment/([^/]+)/redeploy", "redeploy"),
    ("DELETE", "/deployment/([^/]+)", "remove"),
    ("GET", "/process-definition", "found"),
    ("GET", "/process-definition/key/([^/]+)", "by_key"),
    ("POST", "/process-definition/key/([^/]+)/start", "start"),
    ("POST", "/process-definition/key/([^/]+)/tenant-id/([^/]+)/start", "start"),
    ("GET", "/process-instance", "running_cases"),
    ("GET", "/history/process-instance", "history"),
    ("DELETE", "/process-instance/([^/]+)", "end"),
    ("DELETE", "/history/process-instance/([^/]+)", "forget"),
    ("GET", "/task", "tasks"),
    ("GET", "/task/([^/]+)/identity-links", "links"),
    ("GET", "/process-instance/([^/]+)/activity-instances", "activities"),
    ("GET", "/process-instance/count", "counted"),
    ("POST", "/authorization/create", "grant"),
    ("GET", "/authorization", "granted"),
    ("GET", "/authorization/check", "checked"),
    ("PUT", "/authorization/([^/]+)", "regrant"),
    ("DELETE", "/authorization/([^/]+)", "revoke"),
]


_PERSISTED = recorded("operaton")["the same right twice"]
_TWICE = Answer(_PERSISTED["status"], _PERSISTED["body"])
_NOBODY_ASKS = recorded("operaton")["whether somebody may"]["body"]
_PROBED = {"permissionName": "DELETE", "resourceName": "AUTHORIZATION", "resourceId": "slipway-probe"}


def _no_right(number: str) -> Answer:
    gone = recorded("operaton")["no right to change"]
    return Answer(gone["status"], {**gone["body"], "message": gone["body"]["message"].replace("nobody", number)})


def _of_tenant(asked: Asked, tenant: str | None) -> bool:
    """Whether a question means that tenant (None: what belongs to none)."""
    if asked.query.get("withoutTenantId") == "true":
        return tenant is None
    return asked.query.get("tenantIdIn") in (None, tenant)


def _fault(file: str, data: bytes) -> Answer | None:
    """What the parser of the real one complains of, as far as it is rebuilt here."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        cause = "XML document structures must start and end within the same entity."
        said = f"ENGINE-09003 Could not parse '{file}'. {cause}"
        return Answer(500, {"type": "ProcessEngineException", "message": said, "code": 0})
    text, errors = data.decode(), []

    def complain(message: str, element: str | None, place: tuple[int, int]) -> None:
        own = [element] if element else []
        line, column = place
        errors.append(
            {"message": message, "line": line, "column": column, "mainElementId": element, "elementIds": own}
        )

    ids = {one.get("id") for one in root.iter() if one.get("id")}
    flows = list(root.iter(f"{MODEL}sequenceFlow"))
    loose = [one for one in flows if one.get("targetRef") not in ids]
    for one in loose:
        said = f"cvc-id.1: There is no ID/IDREF binding for IDREF '{one.get('targetRef')}'."
        complain(said, None, place(text, len(text)))
    for one in root.iter(f"{MODEL}process"):
        if one.get(f"{_OWN}historyTimeToLive") is None:
            complain(_TTL, one.get("id"), after(text, one.get("id") or ""))
    for one in root.iter(f"{MODEL}userTask", f"{MODEL}startEvent"):
        if one.get(f"{_OWN}formRef") is not None and one.get(f"{_OWN}formRefBinding") is None:
            complain(_BINDING, one.get("id"), after(text, one.get("id") or ""))
    for one in loose:
        said = f"Invalid destination '{one.get('targetRef')}' of sequence flow '{one.get('id')}'"
        complain(said, one.get("id"), after(text, one.get("id") or ""))
    for one in root.iter(f"{MODEL}exclusiveGateway"):
        if not any(flow.get("sourceRef") == one.get("id") for flow in flows):
            complain(f"Exclusive Gateway '{one.get('id')}' has no outgoing sequence flows.", one.get("id"), (0, 0))
    if not errors:
        return None
    places = [f" | line {one['line']} | column {one['column']}" if one["line"] else "" for one in errors]
    lines = [f"\n* {one['message']} | resource {file}{place}" for one, place in zip(errors, places, strict=True)]
    message = f"ENGINE-09005 Could not parse BPMN process. Errors: {''.join(lines)}"
    details = {file: {"errors": errors, "warnings": []}}
    return Answer(400, {"type": "ParseException", "message": message, "code": 0, "details": details})
