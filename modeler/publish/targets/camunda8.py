"""Camunda 8: one deployment a version, the package in a decision of its own beside it (`modeler.dialects.parcel`).

What was deployed can be asked for only after a while, and what was deleted can be asked for still; equal files are
kept once, whoever deployed them. So each answer is waited for, an undone version is marked as such, and each diagram
says which package it is of: it is nobody else's then, and may go with it.

Source: the public description of the Orchestration Cluster REST API; no real server was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from modeler.dialects.parcel import UNDONE, Label, is_same, marked, parcel_id, processes_in, read_label, unwrap, wrap
from modeler.dialects.writers.zeebe import ENGINE
from modeler.dialects.writing import Settings
from modeler.publish.engines.camunda8_faults import problems_of
from modeler.publish.engines.camunda8_rights import Camunda8Rights, too_wide, wanted
from modeler.publish.engines.deployments import Deployment, EngineConnection
from modeler.publish.permissions import Right, Wanted, rights_of
from modeler.publish.receipt import Permission
from modeler.publish.target import PublishRefused, Shipment, TargetKind, details_of, with_tenant
from modeler.publish.wire import http as web
from modeler.publish.wire.http import Http, Reply, mapping
from modeler.publish.wire.oidc import Tokens
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.core.xml import read_xml

declare(
    {
        "publish.camunda8-old": (
            N_("{server} is Camunda {version}, which does not tell what was deployed there."),
            N_("Publish to 8.8 or newer; for an older one export the files and deploy them with its own tools."),
        ),
        "publish.no-client": (
            N_("The address {address} does not say for which client tokens are asked."),
            N_("Write its id into it, like https://client@host; its secret is kept in the keyring."),
        ),
        "publish.camunda8-late": (
            N_("{server} took it, but does not show it after {seconds} seconds."),
            N_("Publish again in a while: what is there is found, and nothing is done twice."),
        ),
        "publish.camunda8-large": (
            N_("{name} is an upload of {size} bytes; Camunda 8 takes {limit} where nobody raised its limit."),
            N_("Whoever manages the server can raise it; a smaller organisation or fewer attachments help, too."),
        ),
    }
)

LIMIT = 4 * 1024 * 1024
"""Bytes of a request that are taken where the server is left as it comes."""
PAUSES = (0.1, 0.2, 0.4, 0.8, *([1.5] * 40))
"""Seconds between two looks at whether something that was deployed can be seen."""
EXHAUSTED = "RESOURCE_EXHAUSTED"
"""How the server says that it is too busy and has taken nothing."""
_DEFAULT = "<default>"
"""The tenant of whatever belongs to none."""
_PAGE = 100
_FILES = "files/"
_OLDEST = (8, 8)


class Camunda8Connection(EngineConnection):
    """The id of a deployment is the key of its parcel. What tenants have is left alone, but for the one of the
    address. `waiting` is called while something is waited for; what it raises ends the waiting."""

    kind = "camunda8"

    def __init__(self, http: Http, tenant: str = "") -> None:
        super().__init__(http)
        self._tenant = tenant
        self._kept: dict[str, bytes] = {}
        self.waiting: Callable[[], None] = lambda: None
        self._rights = Camunda8Rights(http, lambda: PAUSES, lambda: self.waiting())

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return with_tenant(super().server, self._tenant)

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names, and whether it is larger than such a server takes as it comes."""
        found = super().check(shipment)
        if not found:
            own = {**shipment.files, shipment.name: shipment.data}
            size = sum(map(len, shipment.files.values())) + len(wrap(_label(shipment), own))
            if size > LIMIT:
                params = {"name": shipment.name, "size": str(size), "limit": str(LIMIT)}
                found.append(Problem("publish.camunda8-large", Severity.WARNING, params=params))
        for right in too_wide(rights_of(shipment.package.bundle)):
            params = {"who": right.who, "process": right.process}
            found.append(Problem("publish.camunda8-wide", Severity.WARNING, params=params))
        return found

    def greet(self) -> str:
        """The version, and a list of decisions, which only who may read them is given."""
        reply = self.http.get("/v2/topology", accept=(404,))
        if reply.status == 404:
            raise reply.odd()
        version = str(reply.value("gatewayVersion"))
        numbers = re.match(r"(\d+)\.(\d+)", version)
        if numbers and (int(numbers[1]), int(numbers[2])) < _OLDEST:
            raise PublishError("publish.camunda8-old", server=self.server, version=version)
        self._search("decision-requirements", {"decisionRequirementsId": parcel_id("")}, limit=1)
        return f"Camunda {version}"

    def deployments(self, name: str) -> list[Deployment]:
        """Ours of that name, the one deployed last first; what was undone, and all of that version before it, is not
        among them."""
        rows = self._all("decision-requirements", {"decisionRequirementsId": parcel_id(name)})
        found, undone = [], set()
        for row in sorted(rows, key=lambda one: _number(one, "version"), reverse=True):
            label = read_label(row.get("decisionRequirementsName"))
            if label is None or label.name != name:
                continue
            if label.digest == UNDONE:
                undone.add(label.version)
            elif label.version not in undone:
                found.append(Deployment(str(row["decisionRequirementsKey"]), label.version, label.digest))
        return found

    def foreign(self, latest: Deployment) -> list[str]:
        """Processes of a deployment of which a later version came from elsewhere."""
        found = []
        for process, file in self._processes(latest):
            for row in self._all("process-definitions", {"processDefinitionId": process, "isLatestVersion": True}):
                if not is_same(self._xml("process-definitions", str(row["processDefinitionKey"])), file):
                    found.append(process)
        return sorted(set(found))

    def upload(self, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        """What runs, each diagram with the mark of the package, and the parcel."""
        label = _label(shipment)
        files = {
            name: marked(name, data, label, ENGINE.uri, ENGINE.prefix)
            for name, data in sorted(shipment.files.items())
        }
        parcel = wrap(label, {**{_FILES + name: data for name, data in files.items()}, **beside})
        reply = self._post({**files, _parcel_file(shipment.name): parcel})
        if reply.status >= 400:
            raise self.refused(shipment, reply, tuple(problems_of(reply, files)))
        return self._arrived(reply, shipment.name, shipment.version, parcel, files)

    def bytes_of(self, of: Deployment, file: str) -> bytes:
        """A file of a parcel."""
        found = self._carried(of)
        if file not in found:
            raise self.not_there(file, of.version)
        return found[file]

    def running(self, name: str, version: str) -> int:
        """Cases of that version; a definition that several deployments share counts once."""
        return sum(self._cases(key) for key in self._keys(name, version))

    def cases(self, of: Deployment) -> int:
        """Cases of each of its processes."""
        return sum(self._cases(key) for key in self._definitions(of))

    def again(self, name: str, old: Deployment) -> None:
        """The very files once more, which the engine takes for a new version since the last one differs."""
        found = self._carried(old)
        files = {path.removeprefix(_FILES): data for path, data in found.items() if path.startswith(_FILES)}
        parcel = self._xml("decision-requirements", old.id)
        reply = self._post({**files, _parcel_file(name): parcel})
        if reply.status >= 400:
            raise self._refuses(name, reply)
        self._arrived(reply, name, old.version, parcel, files)

    def remove(self, one: str) -> None:
        """The definition of that key goes; where it is gone already, that is as well."""
        self.http.send("POST", f"/v2/resources/{one}/deletion", body={}, accept=(404,))

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """The files of the version before once more. Of the only version the diagrams go, and a mark says so;
        decisions and forms stay, for the server keeps equal ones once and does not say who else uses them."""
        if back_to is not None:
            self.again(name, self._deployment(name, back_to))
            return
        keys = self._keys(name, version)
        if count := sum(self._cases(key) for key in keys):
            raise PublishRefused("publish.undo-running", count=count, name=name, version=version, server=self.server)
        for key in sorted(keys):
            self.remove(key)
        parcel = wrap(Label(name, version, UNDONE), {})
        reply = self._post({_parcel_file(name): parcel})
        if reply.status >= 400:
            raise self._refuses(name, reply)
        self._arrived(reply, name, version, parcel, {})

    def _give_way(self, shipment: Shipment, ours: str, before: set[str]) -> None:
        """Whoever published other contents as that version just before was first: then theirs come once more. The
        same bytes twice are no conflict, the engine keeps their diagrams once."""
        found = [one for one in self.deployments(shipment.name) if one.version == shipment.version]
        mine = next((number for number, one in enumerate(found) if one.id == ours), len(found))
        others = [one for one in found[mine + 1 :] if one.id not in before and one.digest != shipment.digest]
        if others:
            self.again(shipment.name, others[-1])
            raise self._conflict(shipment.name)

    # who may do what: see `camunda8_rights` ---------------------------------------------------------

    def wanted(self, rights: Sequence[Right], settings: Settings) -> Wanted:
        """The authorizations that stand for these rights."""
        return wanted(rights, settings)

    def enforces(self) -> bool:
        """Whether authorizations are on."""
        return self._rights.enforces()

    def is_sure(self) -> bool:
        """Whether the server said so."""
        return self._rights.is_sure

    def permissions(self, processes: Sequence[str]) -> tuple[Permission, ...]:
        """The records on these processes."""
        return self._rights.permissions(processes)

    def authorize(self, processes: Sequence[str], before: Sequence[Permission], after: Sequence[Permission]) -> None:
        """Make them be `after`."""
        self._rights.authorize(processes, before, after)

    # what is asked and told ------------------------------------------------------------------------

    def _post(self, files: Mapping[str, bytes]) -> Reply:
        """One deployment, whole or not at all. It is sent again only where the server says that it took nothing."""
        parts = [("resources", name, data) for name, data in files.items()]
        fields = {"tenantId": self._tenant} if self._tenant else {}
        for pause in (*web.AGAIN, None):
            reply = self.http.send("POST", "/v2/deployments", fields=fields, files=parts, accept=(400, 503))
            exhausted = reply.status == 503 and EXHAUSTED in _title(reply)
            if not exhausted or pause is None:
                break
            self.waiting()
            self.http.wait(pause)
        if reply.status == 503:
            raise PublishError("publish.busy", server=self.http.url, status=reply.status)
        return reply

    def _arrived(self, reply: Reply, name: str, version: str, parcel: bytes, files: Mapping[str, bytes]) -> str:
        """Wait until all of an answer can be seen and is what was sent; the key of the parcel."""
        made = reply.value("deployments")
        if not isinstance(made, list):
            raise reply.odd()
        own, expected = None, {}
        for one in map(mapping, made):
            process, decisions = mapping(one.get("processDefinition")), mapping(one.get("decisionRequirements"))
            if process.get("resourceName") in files:
                key = str(process.get("processDefinitionKey"))
                expected["process-definitions", key] = files[str(process["resourceName"])]
            if decisions.get("decisionRequirementsId") == parcel_id(name):
                own = str(decisions.get("decisionRequirementsKey"))
                expected["decision-requirements", own] = parcel
        if own is None:
            raise reply.odd()
        for (kind, key), data in expected.items():
            if not is_same(self._seen(kind, key), data):
                raise PublishRefused("publish.mismatch", server=self.server, version=version, name=name)
        return own

    def _seen(self, kind: str, key: str) -> bytes:
        """The XML of what has just been deployed."""
        for pause in PAUSES:
            reply = self.http.get(f"/v2/{kind}/{key}/xml", accept=(404,))
            if reply.status != 404:
                return self._keep(key, reply)
            self.waiting()
            self.http.wait(pause)
        raise PublishError("publish.camunda8-late", server=self.server, seconds=round(sum(PAUSES)))

    def _xml(self, kind: str, key: str) -> bytes:
        """What a key leads to never changes, so it is asked for once."""
        if key not in self._kept:
            self._keep(key, self.http.get(f"/v2/{kind}/{key}/xml"))
        return self._kept[key]

    def _keep(self, key: str, reply: Reply) -> bytes:
        try:
            read_xml(reply.data, key)
        except FormatError as error:  # a page of some proxy
            raise reply.odd() from error
        self._kept[key] = reply.data
        return reply.data

    def _carried(self, of: Deployment) -> dict[str, bytes]:
        return unwrap(self._xml("decision-requirements", of.id), f"{self.server} {of.id}")

    def _processes(self, of: Deployment) -> Iterator[tuple[str, bytes]]:
        """The ids of the processes that a deployment runs, each with its file; none where that cannot be read."""
        try:
            found = self._carried(of)
        except FormatError:
            return
        for path, data in found.items():
            if path.startswith(_FILES) and path.endswith(".bpmn"):
                for process in processes_in(data, path):
                    yield process, data

    def _definitions(self, of: Deployment) -> set[str]:
        """The keys of what the engine made of a deployment: the definitions that are its very diagrams."""
        found = set()
        for process, file in self._processes(of):
            for row in self._all("process-definitions", {"processDefinitionId": process}):
                key = str(row["processDefinitionKey"])
                if is_same(self._xml("process-definitions", key), file):
                    found.add(key)
        return found

    def _keys(self, name: str, version: str) -> set[str]:
        return {key for one in self.deployments(name) if one.version == version for key in self._definitions(one)}

    def _cases(self, key: str) -> int:
        reply = self._search("process-instances", {"processDefinitionKey": key, "state": "ACTIVE"}, limit=1)
        return _total(reply)

    def _all(self, kind: str, wanted: Mapping[str, object]) -> Iterator[dict[str, Any]]:
        """All entries of a list, page by page."""
        start = 0
        while True:
            reply = self._search(kind, wanted, start=start)
            rows = _rows(reply, f"{'decisionRequirements' if kind.startswith('d') else 'processDefinition'}Key")
            yield from rows
            start += len(rows)
            if not rows or start >= _total(reply):
                return

    def _search(self, kind: str, wanted: Mapping[str, object], *, start: int = 0, limit: int = _PAGE) -> Reply:
        """A part of a list; asking changes nothing, so it is asked again where the server is gone or busy."""
        body = {
            "filter": {**wanted, "tenantId": self._tenant or _DEFAULT},
            "page": {"from": start, "limit": limit},
        }
        reply = self.http.get(f"/v2/{kind}/search", method="POST", body=body)
        _total(reply)
        return reply

    def _refuses(self, name: str, reply: Reply) -> PublishRefused:
        return PublishRefused("publish.engine-refuses", server=self.server, name=name, message=web.said(reply))


def _label(shipment: Shipment) -> Label:
    return Label(shipment.name, shipment.version, shipment.digest)


def _parcel_file(name: str) -> str:
    """One name for all versions: under another one the engine would not compare them."""
    return f"{parcel_id(name)}.dmn"


def _title(reply: Reply) -> str:
    try:
        told = mapping(reply.json())
    except PublishError:
        return ""
    return f"{told.get('title')} {told.get('detail')}"


def _rows(reply: Reply, key: str) -> list[dict[str, Any]]:
    found = reply.value("items")
    if not isinstance(found, list) or not all(isinstance(one, dict) and key in one for one in found):
        raise reply.odd()
    return found


def _total(reply: Reply) -> int:
    """How many there are in all."""
    found = mapping(reply.value("page")).get("totalItems")
    if not isinstance(found, int):
        raise reply.odd()
    return found


def _number(row: Mapping[str, Any], name: str) -> int:
    found = row.get(name)
    return found if isinstance(found, int) else 0


def connect(address: str) -> Camunda8Connection:
    """The server of that address; nothing is asked of it yet. Raises `PublishError`."""
    place, told = details_of(address)
    at, token_url = place.rstrip("/").removesuffix("/v2"), told.get("token", "")
    if not token_url:
        return Camunda8Connection(Http(at), told.get("tenant", ""))
    tokens = Tokens(token_url, told.get("audience", ""), told.get("scope", ""))
    http = Http(at, login=tokens, beside=token_url)
    if not http.user:
        raise PublishError("publish.no-client", address=at)
    return Camunda8Connection(http, told.get("tenant", ""))


TARGET = TargetKind(
    "camunda8",
    "Camunda 8",
    connect,
    dialect="zeebe",
    runs_last=True,
    tenants=True,
    tokens=True,
    account=N_("Name or client id, where it asks for one"),
    secret=N_("Password or secret of the client"),
    example="https://camunda.example.com",
    note=N_(
        "Production use of Camunda 8 needs a licence of its vendor. Slipway was tried on no real server of it yet."
    ),
)
