"""Flowable's interface as far as publishing uses it, with its traps; kept to the recorded answers of the real one."""

from __future__ import annotations

import fnmatch
import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from tests.servers.exchanges import recorded
from tests.servers.fake import Answer, Asked
from tests.servers.fake_cases import first_rest, people_of, task_told
from tests.servers.fake_engine import MODEL, FakeEngine, after, place

_OWN = "{http://flowable.org/bpmn}"
_READER = "javax.xml.transform.TransformerException: javax.xml.stream.XMLStreamException: "
_NO_ELEMENT = re.search(r"cvc-complex-type.*", recorded("flowable")["what no BPMN has"]["body"]["exception"])
_NOTHING = recorded("flowable")["nothing to run"]["body"]["exception"]
_DECISIONS = recorded("flowable")["rubbish for decisions"]["body"]["exception"]
_FULL = recorded("flowable")["a deployment with a case"]["body"]["exception"]
_NONSENSE = "nonsense"
"""A name that the schema does not know; others are not looked at here."""
_WANTS = ("class", "delegateExpression", "type", "operation", "expression")


@dataclass
class Deployment:
    """What was deployed in one request."""

    name: str
    files: dict[str, bytes]
    tenant: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z")

    def told(self, url: str) -> dict[str, Any]:
        """As lists tell of it: its key is not among that."""
        own = {"id": self.id, "name": self.name, "deploymentTime": self.time, "category": None}
        return {
            **own, "parentDeploymentId": self.id, "url": f"{url}/repository/deployments/{self.id}",
            "tenantId": self.tenant,
        }  # fmt: skip


class FakeFlowable(FakeEngine):
    """No authentication, as the starter comes. `hidden`: it keeps its reasons to itself. `past` are cases with
    their history, running or over; `strangers`: tasks are there for others than the file says."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = False
        self.past: list[dict[str, Any]] = []
        self.strangers = False

    def unknown(self, asked: Asked) -> Answer:
        """A fault of its own, not found nowhere."""
        return self._fault(f"No endpoint {asked.method} /process-api{asked.path}.")

    def engine(self, _asked: Asked) -> Answer:
        """The version of the engine."""
        return Answer(json={"name": "default", "resourceUrl": None, "exception": None, "version": "7.2.0"})

    def keep_back(self, _asked: Asked, on: str) -> Answer:
        """Reasons are a number of the log from now on, or what they are."""
        self.hidden = on == "true"
        return Answer(data=b"done")

    def create(self, asked: Asked) -> Answer:
        """One deployment, whole or not at all, always a new one; the first file alone, its name from the address."""
        file, data = next((file, data) for file, data in asked.parts.values() if file is not None)
        if not file.endswith((".bpmn20.xml", ".bpmn", ".bar", ".zip")):
            return self._bad("File must be of type .bpmn20.xml, .bpmn, .bar or .zip")
        files = _inside(data) if file.endswith((".bar", ".zip")) else {file: data}
        name = asked.query.get("deploymentName", file.partition(".")[0])
        made = Deployment(name, files, asked.query.get("tenantId", ""))
        models = {name: data for name, data in files.items() if name.endswith((".bpmn20.xml", ".bpmn"))}
        for data in models.values():
            if fault := _fault_of(data):
                return self._fault(fault)
        for name, data in files.items():
            if name.endswith(".dmn") and not _is_xml(data):
                return self._fault(_DECISIONS.replace("@object", "@0a0a"))
        self.deployments.append(made)
        for name, data in models.items():
            self.definitions += [
                self._definition(made, name, process) for process in etree.fromstring(data).iter(f"{MODEL}process")
            ]
        return Answer(201, made.told(self.url))

    def _definition(self, made: Deployment, file: str, process: etree._Element) -> dict[str, Any]:
        key, own = process.get("id") or "", f"{self.url}/repository"
        version, number = self.numbered(key)
        return {
            "id": number, "url": f"{own}/process-definitions/{number}", "key": key, "version": version,
            "name": process.get("name"), "description": None, "tenantId": made.tenant, "deploymentId": made.id,
            "deploymentUrl": f"{own}/deployments/{made.id}",
            "resource": f"{own}/deployments/{made.id}/resources/{file}", "diagramResource": None,
            "category": process.getparent().get("targetNamespace"), "graphicalNotationDefined": False,
            "suspended": False, "startFormDefined": False,
        }  # fmt: skip

    def listed(self, asked: Asked) -> Answer:
        """Deployments, narrowed by a pattern for their names and by nothing else."""
        pattern = asked.query.get("nameLike", "%").replace("[", "[[]").replace("%", "*").replace("_", "?")
        found = [one for one in self.deployments if fnmatch.fnmatchcase(one.name, pattern)]
        if asked.query.get("order") == "desc":
            found.reverse()
        return _page(asked, [one.told(self.url) for one in found], asked.query.get("sort", "id"))

    def data(self, _asked: Asked, number: str, file: str) -> Answer:
        """The bytes of a file; one in a folder is out of reach."""
        made = self.find(number)
        if made is None:
            return self._no_deployment(number)
        if file not in made.files:
            text = f"Could not find a resource with name '{file}' in deployment '{number}'."
            return Answer(404, {"message": "Not found", "exception": text})
        return Answer(data=made.files[file])

    def remove(self, asked: Asked, number: str) -> Answer:
        """A deployment goes with its definitions; where a case of them runs, only with all that came of it."""
        made = self.find(number)
        if made is None:
            return self._no_deployment(number)
        gone = {one["id"] for one in self.definitions if one["deploymentId"] == number}
        running = [one for one in self.cases if one["processDefinitionId"] in gone]
        if running and asked.query.get("cascade") != "true":
            return self._fault(re.sub(r"\w+:\d+:id-\d+", running[0]["processDefinitionId"], _FULL))
        self.deployments.remove(made)
        self.definitions = [one for one in self.definitions if one["id"] not in gone]
        self.cases = [one for one in self.cases if one not in running]
        return Answer(204)

    def found(self, asked: Asked) -> Answer:
        """Definitions, narrowed as asked; the latest is one for each tenant."""
        found = self.narrowed(asked)
        if asked.query.get("latest") == "true":
            found.sort(key=lambda one: int(one["version"]))
            found = list({(one["key"], one["tenantId"]): one for one in found}.values())
        return _page(asked, found, "name")

    def start(self, asked: Asked) -> Answer:
        """A case of the latest version."""
        key, tenant = asked.json["processDefinitionKey"], asked.json.get("tenantId", "")
        of = [one for one in self.definitions if one["key"] == key and one["tenantId"] == tenant]
        if not of:
            return self._bad(f"no processes deployed with key '{key}' for tenant identifier '{tenant}'")
        case = self.begin(key)
        case |= {"businessKey": asked.json.get("businessKey"), "processDefinitionId": of[-1]["id"],
                 "tenantId": of[-1]["tenantId"]}  # fmt: skip
        self.past.append(case)
        if self._rest(case) is None:
            self.cases.remove(case)
        return Answer(201, case)

    def _rest(self, case: dict[str, Any]) -> etree._Element | None:
        """Where a case waits."""
        of = next(one for one in self.definitions if one["id"] == case["processDefinitionId"])
        return first_rest(self.find(of["deploymentId"]).files[of["resource"].rpartition("/")[2]], of["key"])

    def begin(self, key: str) -> dict[str, Any]:
        """A case of the latest version."""
        definition, own = self.latest(key), str(uuid.uuid4())
        empty = (
            "name", "businessKey", "businessStatus", "activityId", "startUserId", "superProcessInstanceId",
            "callbackId", "callbackType", "referenceId", "referenceType", "propagatedStageInstanceId",
            "processDefinitionDescription",
        )  # fmt: skip
        case = {
            **dict.fromkeys(empty), "id": own, "url": f"{self.url}/runtime/process-instances/{own}",
            "suspended": False, "ended": False, "completed": False, "processDefinitionId": definition["id"],
            "processDefinitionUrl": definition["url"], "processDefinitionName": definition["name"],
            "startTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z", "variables": [],
            "tenantId": definition["tenantId"],
        }  # fmt: skip
        self.cases.append(case)
        return case

    def running_cases(self, asked: Asked) -> Answer:
        """Cases of a definition; that of a deployment is not looked at."""
        of = asked.query.get("processDefinitionId")
        found = [one for one in self.cases if of in (None, one["processDefinitionId"])]
        return _page(asked, self._those(asked, found), "id")

    def history(self, asked: Asked) -> Answer:
        """Those that are over as well."""
        return _page(asked, self._those(asked, self.past), "processInstanceId")

    @staticmethod
    def _those(asked: Asked, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if "superProcessInstanceId" in asked.query:  # none calls another
            return []
        wanted, tenant = asked.query.get("businessKey"), asked.query.get("tenantId")
        found = [one for one in cases if wanted in (None, one["businessKey"])]
        return [one for one in found if tenant in (None, one["tenantId"])]

    def tasks(self, asked: Asked) -> Answer:
        """The one at which a case waits."""
        case = next((one for one in self.cases if one["id"] == asked.query["processInstanceId"]), None)
        task = self._rest(case) if case is not None else None
        found = []
        if case is not None and task is not None and etree.QName(task).localname == "userTask":
            found.append(task_told(case, task, people_of(task, _OWN)[0]))
        return _page(asked, found, "id")

    def links(self, _asked: Asked, own: str) -> Answer:
        """For whom a task is, its assignee among them."""
        case = next(one for one in self.cases if f"task-of-{one['id']}" == own)
        task = self._rest(case)
        assignee, found = people_of(task, _OWN) if task is not None else (None, [])
        found = [("group", "strangers")] if self.strangers else found
        told = [
            {"user": name if kind == "user" else None, "group": name if kind == "group" else None,
             "type": "candidate"}
            for kind, name in found
        ]  # fmt: skip
        return Answer(json=[*told, *([{"user": assignee, "group": None, "type": "assignee"}] if assignee else [])])

    def executions(self, asked: Asked) -> Answer:
        """The case itself, and where it is."""
        case = next((one for one in self.cases if one["id"] == asked.query["processInstanceId"]), None)
        rest = self._rest(case) if case is not None else None
        if case is None or rest is None:
            return _page(asked, [], "processInstanceId")
        own = {"id": case["id"], "activityId": None, "tenantId": case["tenantId"]}
        inside = {"id": f"at-{case['id']}", "activityId": rest.get("id"), "tenantId": case["tenantId"]}
        return _page(asked, [own, inside], "processInstanceId")

    def forget(self, _asked: Asked, number: str) -> Answer:
        """The history of a case."""
        found = [one for one in self.past if one["id"] == number]
        self.past = [one for one in self.past if one["id"] != number]
        return Answer(204) if found else Answer(404, {"message": "Not found", "exception": f"no {number}"})

    def end(self, _asked: Asked, number: str) -> Answer:
        """A case ends."""
        if all(one["id"] != number for one in self.cases):
            return Answer(404, {"message": "Not found", "exception": f"no {number}"})
        self.cases = [one for one in self.cases if one["id"] != number]
        return Answer(204)

    def _no_deployment(self, number: str) -> Answer:
        text = f"Could not find a deployment with id '{number}'."
        return Answer(404, {"message": "Not found", "exception": text})

    def _bad(self, text: str) -> Answer:
        return Answer(400, {"message": "Bad request", "exception": text})

    def _fault(self, text: str) -> Answer:
        told = f"Error with ID: {uuid.uuid4()}" if self.hidden else text
        return Answer(500, {"message": "Internal server error", "exception": told})


FakeFlowable.routes = [
    ("GET", "/management/engine", "engine"),
    ("POST", "/given/hidden/(true|false)", "keep_back"),
    ("POST", "/repository/deployments", "create"),
    ("GET", "/repository/deployments", "listed"),
    ("GET", "/repository/deployments/([^/]+)/resourcedata/([^/]+)", "data"),
    ("DELETE", "/repository/deployments/([^/]+)", "remove"),
    ("GET", "/repository/process-definitions", "found"),
    ("POST", "/runtime/process-instances", "start"),
    ("GET", "/runtime/process-instances", "running_cases"),
    ("DELETE", "/runtime/process-instances/([^/]+)", "end"),
    ("GET", "/history/historic-process-instances", "history"),
    ("DELETE", "/history/historic-process-instances/([^/]+)", "forget"),
    ("GET", "/runtime/tasks", "tasks"),
    ("GET", "/runtime/tasks/([^/]+)/identitylinks", "links"),
    ("GET", "/runtime/executions", "executions"),
]


def _page(asked: Asked, found: list[dict[str, Any]], sort: str) -> Answer:
    """A part of a list: ten entries where nothing is said."""
    start, size = int(asked.query.get("start", 0)), int(asked.query.get("size", 10))
    part = found[start : start + size]
    told = {"data": part, "total": len(found), "start": start, "sort": sort, "size": len(part)}
    return Answer(json={**told, "order": asked.query.get("order", "asc")})


def _inside(data: bytes) -> dict[str, bytes]:
    """The files of an archive; none where it is none, without a word."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return {}


def _is_xml(data: bytes) -> bool:
    try:
        etree.fromstring(data)
    except etree.XMLSyntaxError:
        return False
    return True


def _fault_of(data: bytes) -> str:
    """What reader and validator of the real one complain of, as far as they are rebuilt here; the reader of one thing
    at a time."""
    if not _is_xml(data):
        place = f"[row,col]:[1,{len(data) + 1}]"
        cause = "XML document structures must start and end within the same entity."
        return f"{_READER}ParseError at {place}\nMessage: {cause}"
    root, text = etree.fromstring(data), data.decode()
    if read := next(_no_bpmn(root, text), None):
        (line, column), cause = read
        return f"{_READER}org.xml.sax.SAXParseException; lineNumber: {line}; columnNumber: {column}; {cause}"
    if not any(one.get("isExecutable") != "false" for one in root.iter(f"{MODEL}process")):
        return str(_NOTHING)
    faults = [
        f"[Validation set: 'flowable-executable-process' | Problem: 'flowable-{code}'] : {said} - "
        f"[Extra info : processDefinitionId = {one.getparent().get('id')} | id = {one.get('id')} | "
        + (f" | activityName = {one.get('name')} | " if one.get("name") else "")
        + "]" + " ( line: {}, column: {})\n".format(*after(text, one.get("id")))
        for one, code, said in _invalid(root)
    ]  # fmt: skip
    return "Errors while parsing:\n" + "".join(faults) if faults else ""


def _no_bpmn(root: etree._Element, text: str) -> Iterator[tuple[tuple[int, int], str]]:
    seen: set[str] = set()
    for one in root.iter(etree.Element):
        if etree.QName(one).localname == _NONSENSE and _NO_ELEMENT is not None:
            yield place(text, text.index(">", text.index(f"<{_NONSENSE}")) + 1), _NO_ELEMENT[0]
        own = one.get("id")
        if own in seen:
            end = text.index(">", text.rindex(f' id="{own}"')) + 1
            yield place(text, end), f"cvc-id.2: There are multiple occurrences of ID value '{own}'."
        if own:
            seen.add(own)
    for one in root.iter(f"{MODEL}sequenceFlow"):
        for name in ("sourceRef", "targetRef"):
            if one.get(name) not in seen:
                yield (
                    place(text, len(text)),
                    f"cvc-id.1: There is no ID/IDREF binding for IDREF '{one.get(name)}'.",
                )


def _invalid(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Elements with the codes of their faults and what is said of them."""
    for one in root.iter(f"{MODEL}exclusiveGateway"):
        if not any(flow.get("sourceRef") == one.get("id") for flow in root.iter(f"{MODEL}sequenceFlow")):
            yield one, "exclusive-gateway-no-outgoing-seq-flow", "Exclusive gateway has no outgoing sequence flow"
    for one in root.iter(f"{MODEL}intermediateCatchEvent"):
        if not any(str(child.tag).endswith("EventDefinition") for child in one):
            said = "No event definition for intermediate catch event "
            yield one, "intermediate-catch-event-no-eventdefinition", said
    for one in root.iter(f"{MODEL}serviceTask"):
        if not any(one.get(f"{_OWN}{name}") for name in _WANTS):
            said = "One of the attributes 'class', 'delegateExpression', 'type', 'operation', or 'expression' is"
            yield one, "servicetask-missing-implementation", f"{said} mandatory on serviceTask."
