"""Camunda 8's REST interface as far as publishing uses it, with its traps. There is no real server to compare it
with: it is built after the public description of the interface and the public tests of the engine, and refuses what
these do not name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from lxml import etree

from tests.servers.fake import Answer, Asked
from tests.servers.fake_engine import MODEL, FakeEngine

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
LIMIT = 4 * 1024 * 1024
DEFAULT = "<default>"
_REFUSED = (
    "Command 'CREATE' rejected with code 'INVALID_ARGUMENT': Expected to deploy new resources, but encountered the "
    "following errors:"
)
_FILTERS: Mapping[str, frozenset[str]] = {
    "process-definitions": frozenset(
        {"name", "isLatestVersion", "resourceName", "version", "versionTag", "processDefinitionId", "tenantId",
         "processDefinitionKey", "hasStartForm"}
    ),
    "decision-requirements": frozenset(
        {"decisionRequirementsName", "decisionRequirementsId", "decisionRequirementsKey", "version", "tenantId",
         "resourceName"}
    ),
    "process-instances": frozenset({"processDefinitionKey", "processDefinitionId", "state", "tenantId"}),
}  # fmt: skip
_OFFSET = 2251799813685249


@dataclass
class Stored:
    """A definition of some kind: `told` is what lists say of it. `alive`: it can be started or asked; what was
    deleted is told of still. `since`: how many questions were asked before it can be seen."""

    kind: str
    own: str
    key: str
    version: int
    name: str
    data: bytes
    tenant: str
    since: int
    told: dict[str, Any]
    alive: bool = True

    @property
    def digest(self) -> str:
        """What is compared."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()


@dataclass
class Deployment:
    """What was deployed in one request that made anything new."""

    id: str
    name: str
    files: dict[str, bytes]
    keys: list[str] = field(default_factory=list)


class FakeCamunda8(FakeEngine):
    """`lag`: after how many questions what was done can be seen by those that ask. `gateway`: its version. `client`:
    id and secret of whoever is given tokens, which are asked for then; one holds for `lasts` seconds. `enforced`:
    what it says of whether authorizations are on (None: it is too old to say)."""

    def __init__(
        self,
        *,
        lag: int = 1,
        gateway: str = "8.9.2",
        client: tuple[str, str] | None = None,
        lasts: int = 300,
        enforced: bool | None = None,
    ) -> None:
        self.all: list[Deployment] = []
        self.stored: list[Stored] = []
        super().__init__()
        self.lag, self.gateway, self.client, self.lasts = lag, gateway, client, lasts
        self.enforced, self.has_rights = enforced, True
        self.rights: dict[str, dict[str, Any]] = {}
        self._seen: list[tuple[int, dict[str, dict[str, Any]]]] = []
        self.tokens: list[str] = []
        self.said: list[dict[str, str]] = []
        self.questions = 0
        self._key = _OFFSET

    # what the tests of all engines look at ---------------------------------------------------------

    @property
    def deployments(self) -> list[Any]:
        """Those of which a process can be started."""
        alive = {one.key for one in self.stored if one.alive and one.kind == "process"}
        return [one for one in self.all if alive & set(one.keys)]

    @deployments.setter
    def deployments(self, _found: list[Any]) -> None:
        """They follow from what is stored."""

    @property
    def definitions(self) -> list[dict[str, Any]]:
        """The processes that can be started."""
        return [
            {"key": one.own, "version": one.version, "id": one.key, "resource": one.name}
            for one in self.stored
            if one.kind == "process" and one.alive
        ]

    @definitions.setter
    def definitions(self, _found: list[Any]) -> None:
        """They follow from what is stored."""

    def deployed(self) -> int:
        """How many versions of processes were made."""
        return len({(one.own, one.version) for one in self.stored if one.kind == "process"})

    def begin(self, key: str) -> dict[str, Any]:
        """A case of the latest version."""
        own = {
            "processDefinitionKey": self.latest(key)["id"], "processDefinitionId": key, "state": "ACTIVE",
            "processInstanceKey": self._next(), "tenantId": DEFAULT,
        }  # fmt: skip
        self.cases.append(own)
        return own

    def unknown(self, asked: Asked) -> Answer:
        """Not found, in its own words."""
        return problem(404, "Not Found", f"No endpoint {asked.method} {asked.path}.")

    def answer(self, asked: Asked) -> Answer:
        """Nobody is let in without the last token that was given, where any are."""
        if self.client is not None and asked.path != "/oauth/token":
            shown = asked.headers.get("authorization", "").removeprefix("Bearer ")
            if not self.tokens or shown != self.tokens[-1]:
                return Answer(401, headers={"WWW-Authenticate": "Bearer"})
        return super().answer(asked)

    def token(self, asked: Asked) -> Answer:
        """RFC 6749, section 4.4."""
        told = dict(parse_qsl(asked.body.decode()))
        self.said.append(told)
        if (told.get("client_id"), told.get("client_secret")) != self.client:
            return Answer(401, {"error": "invalid_client", "error_description": "Invalid client\ncredentials"})
        self.tokens.append(f"token-{len(self.tokens)}")
        return Answer(json={"access_token": self.tokens[-1], "expires_in": self.lasts, "token_type": "Bearer"})

    # the interface -----------------------------------------------------------------------------------

    def topology(self, _asked: Asked) -> Answer:
        """Its version."""
        return Answer(json={"brokers": [], "clusterSize": 1, "partitionsCount": 1, "replicationFactor": 1,
                            "gatewayVersion": self.gateway, "lastCompletedChangeId": "-1"})  # fmt: skip

    def create(self, asked: Asked) -> Answer:
        """One deployment, whole or not at all; what is the same as the latest version of it is kept as it is."""
        if len(asked.body) > LIMIT:
            return problem(413, "Payload Too Large", "Maximum upload size exceeded")
        parts = asked.all_parts
        files = {str(file): data for name, (file, data) in parts if name == "resources" and file}
        tenant = next((data.decode() for name, (_file, data) in parts if name == "tenantId"), DEFAULT)
        if len(files) != sum(1 for name, _part in parts if name == "resources") or not files:
            return problem(400, "Bad Request", "Required part 'resources' is not present.")
        if faults := list(_faults(files)):
            return problem(400, "INVALID_ARGUMENT", _REFUSED + "".join(f"\n{one}" for one in faults))
        made = Deployment(self._next(), next(iter(files)), files)
        told = [one for name, data in files.items() for one in self._store(name, data, tenant, made)]
        if made.keys:
            self.all.append(made)
        return Answer(json={"deploymentKey": made.id, "tenantId": tenant, "deployments": told})

    def _store(self, name: str, data: bytes, tenant: str, made: Deployment) -> Iterator[dict[str, Any]]:
        empty = dict.fromkeys(("processDefinition", "decisionDefinition", "decisionRequirements", "form", "resource"))
        for kind, own, said in _definitions(name, data):
            last = self._last(kind, own, tenant)
            one = last if last is not None and last.alive and (last.name, last.data) == (name, data) else None
            if one is None:
                one = self._make(kind, own, name, data, tenant, said)
                made.keys.append(one.key)
            words = {"process": "processDefinition", "drg": "decisionRequirements"}
            key = f"{words.get(kind, kind)}Key"
            if kind == "process":
                told = {"processDefinitionId": own, "processDefinitionVersion": one.version}
            else:
                told = {f"{words.get(kind, kind)}Id": own, "version": one.version, **said}
            yield {**empty, words.get(kind, kind): {**told, key: one.key, "resourceName": name, "tenantId": tenant}}

    def _last(self, kind: str, own: str, tenant: str) -> Stored | None:
        found = [one for one in self.stored if (one.kind, one.own, one.tenant) == (kind, own, tenant)]
        return found[-1] if found else None

    def _make(self, kind: str, own: str, name: str, data: bytes, tenant: str, said: Mapping[str, Any]) -> Stored:
        last = self._last(kind, own, tenant)
        version, key = (last.version if last is not None else 0) + 1, self._next()
        told = {"resourceName": name, "version": version, "tenantId": tenant, **said}
        if kind == "process":
            told |= {"processDefinitionId": own, "processDefinitionKey": key, "hasStartForm": False}
        else:
            told |= {"decisionRequirementsId": own, "decisionRequirementsKey": key}
        made = Stored(kind, own, key, version, name, data, tenant, self.questions + self.lag, told)
        self.stored.append(made)
        return made

    def delete(self, _asked: Asked, key: str) -> Answer:
        """It can be started no more; lists tell of it still, and cases that run go on."""
        for one in self.stored:
            if one.key == key and one.alive:
                one.alive = False
                return Answer(json={"resourceKey": key})
        return problem(
            404, "NOT_FOUND", f"Command 'DELETE' rejected with code 'NOT_FOUND': Expected to delete resource but no "
            f"resource found with key `{key}`",
        )  # fmt: skip

    def search(self, asked: Asked, kind: str) -> Answer:
        """A list, by what its description names; anything else is refused."""
        asking = asked.json
        wanted = dict(asking.get("filter") or {})
        odd = set(asking) - {"filter", "page", "sort"} or set(wanted) - _FILTERS[kind]
        if odd or not asked.headers.get("content-type", "").startswith("application/json"):
            return problem(400, "Bad Request", f"Request property {sorted(odd)} cannot be parsed")
        if any(name.endswith("Key") and not isinstance(text, str) for name, text in wanted.items()):
            return problem(400, "Bad Request", "Keys are strings")
        rows = self._rows(kind)
        latest = wanted.pop("isLatestVersion", False)
        found = [one for one in rows if all(one.get(name) == text for name, text in wanted.items())]
        if latest:
            found = list({(one["processDefinitionId"], one["tenantId"]): one for one in found}.values())
        return page(asking, found)

    def _rows(self, kind: str) -> list[dict[str, Any]]:
        if kind == "process-instances":
            return self.cases
        self.questions += 1
        of = "process" if kind == "process-definitions" else "drg"
        return [one.told for one in self.stored if one.kind == of and one.since < self.questions]

    def xml(self, _asked: Asked, kind: str, key: str) -> Answer:
        """The bytes that were deployed, once they can be seen."""
        self.questions += 1
        of = "process" if kind == "process-definitions" else "drg"
        for one in self.stored:
            if (one.kind, one.key) == (of, key) and one.since < self.questions:
                return Answer(data=one.data, headers={"Content-Type": "text/xml"})
        return problem(404, "NOT_FOUND", f"Resource with key '{key}' not found")

    # who may do what ---------------------------------------------------------------------------------

    def authorize(self, asked: Asked) -> Answer:
        """A new record; one for the same owner and resource beside it is taken as well."""
        if fault := _odd_record(asked.json):
            return fault
        own = self._next()
        self.rights[own] = {**asked.json, "authorizationKey": own, "resourcePropertyName": None}
        self._note()
        return Answer(201, {"authorizationKey": own})

    def reauthorize(self, asked: Asked, own: str) -> Answer:
        """A record says something else."""
        if own not in self.rights:
            return problem(404, "NOT_FOUND", f"Expected to update authorization with key {own}, but not found")
        if fault := _odd_record(asked.json):
            return fault
        self.rights[own] = {**asked.json, "authorizationKey": own, "resourcePropertyName": None}
        self._note()
        return Answer(204)

    def unauthorize(self, _asked: Asked, own: str) -> Answer:
        """A record goes."""
        if own not in self.rights:
            return problem(404, "NOT_FOUND", f"Expected to delete authorization with key {own}, but not found")
        del self.rights[own]
        self._note()
        return Answer(204)

    def authorizations(self, asked: Asked) -> Answer:
        """A list, as it was a few questions ago."""
        self.questions += 1
        if not self.has_rights:
            return self.unknown(asked)
        wanted = asked.json.get("filter") or {}
        if set(wanted) - {"ownerId", "ownerType", "resourceIds", "resourceType"}:
            return problem(400, "Bad Request", "Request property cannot be parsed")
        there = next((now for since, now in reversed(self._seen) if since < self.questions), {})
        found = [
            one
            for one in there.values()
            if one["resourceType"] == wanted.get("resourceType", one["resourceType"])
            and one["resourceId"] in wanted.get("resourceIds", [one["resourceId"]])
        ]
        return page(asked.json, found)

    def own_authorizations(self, asked: Asked) -> Answer:
        """From 8.10 on; it says whether any are looked at."""
        if self.enforced is None:
            return self.unknown(asked)
        told = {"items": [], "page": {"totalItems": 0}, "authorizationsEnabled": self.enforced}
        return Answer(json=told)

    def _note(self) -> None:
        self._seen.append((self.questions + self.lag, dict(self.rights)))

    def _next(self) -> str:
        self._key += 2
        return str(self._key)


FakeCamunda8.routes = [
    ("POST", "/v2/authorizations", "authorize"),
    ("PUT", r"/v2/authorizations/(\d+)", "reauthorize"),
    ("DELETE", r"/v2/authorizations/(\d+)", "unauthorize"),
    ("POST", "/v2/authorizations/search", "authorizations"),
    ("POST", "/v2/authentication/me/authorizations/search", "own_authorizations"),
    ("POST", "/oauth/token", "token"),
    ("GET", "/v2/topology", "topology"),
    ("POST", "/v2/deployments", "create"),
    ("POST", r"/v2/resources/(\d+)/deletion", "delete"),
    ("POST", "/v2/(process-definitions|decision-requirements|process-instances)/search", "search"),
    ("GET", r"/v2/(process-definitions|decision-requirements)/(\d+)/xml", "xml"),
]


def problem(status: int, title: str, detail: str) -> Answer:
    """RFC 9457."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": "/v2"}
    body = json.dumps(told).encode()
    return Answer(status, data=body, headers={"Content-Type": "application/problem+json"})


_WORDS = frozenset(
    {"CREATE_PROCESS_INSTANCE", "READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", "READ_USER_TASK",
     "UPDATE_USER_TASK", "CLAIM_USER_TASK", "COMPLETE_USER_TASK", "UPDATE_PROCESS_INSTANCE",
     "MODIFY_PROCESS_INSTANCE", "CANCEL_PROCESS_INSTANCE", "DELETE_PROCESS_INSTANCE"}
)  # fmt: skip


def _odd_record(told: Mapping[str, Any]) -> Answer | None:
    """What is no authorization on a process."""
    fine = (
        set(told) == {"ownerId", "ownerType", "resourceId", "resourceType", "permissionTypes"}
        and told["ownerType"] in ("USER", "CLIENT", "ROLE", "GROUP", "MAPPING_RULE")
        and told["resourceType"] == "PROCESS_DEFINITION"
        and bool(told["permissionTypes"])
        and set(told["permissionTypes"]) <= _WORDS
    )
    return None if fine else problem(400, "INVALID_ARGUMENT", "No permissionTypes provided, or such as do not fit")


def page(asking: Mapping[str, Any], found: Sequence[Any]) -> Answer:
    """A part of a list: a hundred entries where nothing is said."""
    said = asking.get("page") or {}
    start, size = said.get("from", 0), said.get("limit", 100)
    return Answer(
        json={
            "items": list(found[start : start + size]),
            "page": {"totalItems": len(found), "hasMoreTotalItems": False},
        }
    )


def _definitions(name: str, data: bytes) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What a file makes: kind, id, and what lists say of it besides."""
    if name.endswith(".form"):
        yield "form", str(json.loads(data)["id"]), {}
        return
    root = etree.fromstring(data)
    if name.endswith(".dmn"):
        yield "drg", str(root.get("id")), {"decisionRequirementsName": root.get("name")}
        return
    for process in root.iter(f"{MODEL}process"):
        if process.get("isExecutable") == "true":
            tag = process.find(f"{MODEL}extensionElements/{ZEEBE}versionTag")
            said = {"name": process.get("name"), "versionTag": tag.get("value") if tag is not None else None}
            yield "process", str(process.get("id")), said


def _faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """What reader and validator complain of, as far as that is rebuilt here."""
    homes: dict[str, str] = {}
    given = {own for name, data in files.items() if name.endswith(".form") for own in [json.loads(data)["id"]]}
    for name, data in files.items():
        if name.endswith(".form"):
            continue
        if not name.endswith((".bpmn", ".dmn", ".xml")):
            yield f"'{name}': unknown resource type"
            continue
        try:
            root = etree.fromstring(data)
        except etree.XMLSyntaxError as error:
            yield f"'{name}': Error: URI=null Line={error.lineno}: {error.msg}"
            continue
        for process in root.iter(f"{MODEL}process"):
            own = str(process.get("id"))
            if own in homes:
                yield f"Duplicated process id in resources '{homes[own]}' and '{name}'"
            homes[own] = name
        told = list(_told(root, given))
        if told:
            yield f"'{name}': " + "".join(f"- Element: {path}\n    - ERROR: {text}\n" for path, text in told)


def _told(root: etree._Element, forms: set[str]) -> Iterator[tuple[str, str]]:
    for process in root.iter(f"{MODEL}process"):
        if process.get("isExecutable") == "true" and process.find(f"{MODEL}startEvent") is None:
            yield str(process.get("id")), "Must have at least one start event"
    for one in root.iter(f"{MODEL}serviceTask", f"{MODEL}sendTask"):
        if one.find(f".//{ZEEBE}taskDefinition") is None:
            yield str(one.get("id")), "Must have exactly one 'zeebe:taskDefinition' extension element"
    for one in root.iter(f"{MODEL}conditionExpression"):
        text = one.text or ""
        if text.startswith("=") and text.count("(") != text.count(")"):
            flow = one.getparent()
            path = f"{flow.getparent().get('id')} > {flow.get('id')} > conditionExpression"
            yield path, f"failed to parse expression '{text[1:]}': Expected\n(binaryComparison | between) at 1:1"
    for one in root.iter(f"{ZEEBE}formDefinition"):
        if one.get("bindingType") == "deployment" and one.get("formId") not in forms:
            home = next(up for up in one.iterancestors() if up.get("id"))
            told = f"Expected to find form with id '{one.get('formId')}' in current deployment, but not found."
            yield str(home.get("id")), told
