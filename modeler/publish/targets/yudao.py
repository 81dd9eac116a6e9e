"""yudao (RuoYi-Vue-Pro): each process is a model of the server, changed and deployed; a version is one more model,
which keeps the package and is never deployed.

Nothing there is done whole or not at all. So the processes come first, each of which says what it was made of, and
the model of the version last: a run that ended before is completed by the next one, which deploys what is not there.

Source: the public source of the server (module bpm, class BpmModelController); nothing of it was run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from modeler.publish.engines.deployments import RECEIPT, Deployment, EngineConnection, package_name
from modeler.publish.engines.yudao_api import MODEL_GONE, REFUSED, THERE, Api, Refusal
from modeler.publish.engines.yudao_archive import CATEGORY, Kept, kept, key_of, marked, packed, stamp, unpacked
from modeler.publish.engines.yudao_models import (
    BESIDE,
    BPMN,
    KEPT,
    Process,
    key_problems,
    keys_of,
    problem_of,
    processes_of,
    tokens_of,
)
from modeler.publish.engines.yudao_people import NotFound, Numbers
from modeler.publish.target import PublishRefused, Shipment, TargetKind, tenant_of, unfit_names, with_tenant
from modeler.publish.wire.http import mapping
from runner.bundle.archive import read_package
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.model import Organization

declare(
    {
        "publish.yudao-there": (
            N_("{server} has a process {process} that was not published from here under this name."),
            N_("It is changed and deployed as a later version. Ask whose it is first."),
        ),
    }
)

_DEPLOYED = "deployed.json"
"""Within a version: process -> its definitions there, and what was read of its model afterwards."""
_NEEDS = ("bpm:model:query", "bpm:model:create", "bpm:model:update", "bpm:model:deploy", "bpm:form:query",
          "bpm:form:create", "bpm:form:update")  # fmt: skip
_ACTIVE, _SUSPENDED = 1, 2
_RUNNING = "1"
_FORM_NAME = 64
"""Characters of the name of a form at most."""
_PROCESS_FAULTS = REFUSED | {500}


class YudaoConnection(EngineConnection):
    """A deployment is the model of a version."""

    kind = "yudao"

    def __init__(self, api: Api, tenant: str = "") -> None:
        super().__init__(api.http)
        self._api, self._tenant = api, tenant
        self._files: dict[str, dict[str, bytes]] = {}

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return with_tenant(super().server, self._tenant)

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names, and whoever has no number there: nothing is changed before all have one."""
        problems = unfit_names(shipment)
        if problems or not shipment.files:
            return problems
        if found := list(key_problems(shipment.files)):
            return found
        numbers = Numbers(self._api, shipment.package.bundle.organization)
        problems += numbers.problems(tokens_of(shipment.files))
        rows = {str(row.get("key")): row for row in self._models()}
        for key in keys_of(shipment.files):
            said = marked(rows[key].get("description")) if key in rows else None
            if key in rows and (said is None or said["name"] != shipment.name):
                params = {"server": self.server, "process": key}
                problems.append(Problem("publish.yudao-there", Severity.WARNING, element=key, params=params))
        return problems

    def greet(self) -> str:
        """Whether this account is let in, and has the permissions that publishing needs."""
        told = self._me()
        held = {str(one) for one in told.get("permissions") or ()}
        missing = [one for one in _NEEDS if one not in held and "*:*:*" not in held]
        if missing and "super_admin" not in (told.get("roles") or ()):
            raise PublishError(
                "publish.yudao-rights", server=self.server, user=self.http.user or "?", rights=", ".join(missing)
            )
        return "yudao (RuoYi-Vue-Pro)"

    def deployments(self, name: str) -> list[Deployment]:
        """Ours of that name, the one put in force last first."""
        found = sorted(self._kept(self._models(), name), key=lambda one: one.turn, reverse=True)
        return [Deployment(one.id, one.version, one.digest) for one in found]

    def foreign(self, latest: Deployment) -> list[str]:
        """Processes that somebody changed or deployed since; one of a run of ours that ended half way is none."""
        rows = {str(row.get("key")): row for row in self._models()}
        found = []
        for key, told in self._deployed(latest.id).items():
            row = rows.get(key)
            said = marked(row.get("description")) if row is not None else None
            half_way = said is not None and row is not None and row.get("description") != told["mark"]
            if half_way and said is not None and said["name"] == told["name"]:
                continue
            if row is None or _definition(row) != told["definitions"][-1] or self._content(row) != told["content"]:
                found.append(key)
        return found

    def upload(self, shipment: Shipment, beside: Mapping[str, bytes]) -> str:
        """Each process that is not there yet, then the model of the version."""
        own = (shipment.name, shipment.version, shipment.digest)
        return self._put_in_force(own, {**shipment.files, **beside}, shipment.package.bundle.organization)

    def bytes_of(self, of: Deployment, file: str) -> bytes:
        """A file of a version; nothing where somebody took it out of it there."""
        return self._inside(of.id).get(file, b"")

    def cases(self, of: Deployment) -> int:
        """Cases that run of the definitions that came of a version."""
        count = 0
        for key, told in self._deployed(of.id).items():
            query = {"processDefinitionKey": key, "status": _RUNNING}
            for row in self._api.pages("/bpm/process-instance/manager-page", query):
                count += row.get("processDefinitionId") in (None, *told["definitions"])
        return count

    def again(self, name: str, old: Deployment) -> None:
        """What the version keeps is told to the server once more, with the numbers of today."""
        files = dict(self._inside(old.id))
        own = files.get(package_name(name, old.version), b"")
        try:
            organization = read_package(own).bundle.organization
        except FormatError as error:
            raise self._other_bytes(name, old) from error
        if atomic.digest(own) != old.digest:
            raise self._other_bytes(name, old)
        self._put_in_force((name, old.version, old.digest), files, organization)

    def remove(self, one: str) -> None:
        """The processes that came of a version, with their forms, then its model. The server stops their definitions
        and keeps the history of their cases."""
        rows = {str(row.get("key")): row for row in self._models()}
        for key, told in self._deployed(one).items():
            row = rows.get(key)
            if row is None or _definition(row) not in (None, *told["definitions"]):
                continue
            self._delete("/bpm/model/delete", row["id"])
            for form in self._forms(key):
                self._delete("/bpm/form/delete", form["id"])
        self._delete("/bpm/model/delete", one)
        self._files.pop(one, None)

    # ------------------------------------------------------------------ putting in force

    def _put_in_force(self, own: tuple[str, str, str], files: Mapping[str, bytes], organization: Organization) -> str:
        name, version, digest = own
        written = {file: data for file, data in files.items() if file.endswith((BPMN, BESIDE))}
        written = {file: data for file, data in written.items() if file not in (RECEIPT, _DEPLOYED)}
        try:
            processes = processes_of(written, Numbers(self._api, organization), *own)
        except NotFound as error:
            raise PublishRefused(error.problem.code, problems=(error.problem,), **error.problem.params) from error
        listed = self._models()
        rows = {str(row.get("key")): row for row in listed}
        me = self._number_of_mine()
        there = rows.get(key_of(name, version))
        before = self._deployed(str(there["id"])) if there is not None else {}
        deployed = {}
        for one in processes:
            definition = self._process(name, one, rows.get(one.key), me)
            earlier = [own for own in before.get(one.key, {}).get("definitions", ()) if own != definition]
            deployed[one.key] = {
                "name": name, "mark": one.mark, "content": one.content, "definitions": [*earlier, definition]
            }  # fmt: skip
        self._stop_others(name, listed, {one.key for one in processes})
        turn = 1 + max((one.turn for one in self._kept(listed, name)), default=0)
        kept_files = {**files, _DEPLOYED: json.dumps(deployed, indent=2, sort_keys=True).encode()}
        body = {
            "key": key_of(name, version), "name": f"Slipway {name} {version}", "category": CATEGORY, "type": 10,
            "formType": 10, "visible": False, "managerUserIds": _managers(there, me),
            "description": stamp(name, version, digest, turn), "bpmnXml": packed(key_of(name, version), kept_files),
        }  # fmt: skip
        made = self._save(name, body, there)
        self._files.pop(made, None)
        return made

    def _process(self, name: str, one: Process, row: Mapping[str, Any] | None, me: int) -> str:
        """The definition of a process as it is to be: one that is there already, or one that is deployed now."""
        model = mapping(self._api.get("/bpm/model/get", {"id": str(row["id"])})) if row is not None else {}
        if row is not None and _same(model, one):
            active = self._active(one.key)
            if active.get("description") == one.mark:
                return str(active["id"])
        body = {
            **{own: model[own] for own in KEPT if model.get(own) is not None}, **one.told, "bpmnXml": one.xml,
            "category": self._category(str(one.told["category"]), model), "formId": self._form(name, one),
            "managerUserIds": _managers(model, me),
        }  # fmt: skip
        try:
            own = self._save(name, body, row)
            if not _same(mapping(self._api.get("/bpm/model/get", {"id": own})), one):
                raise PublishRefused("publish.mismatch", server=self.server, version=one.key, name=name)
            self._api.send("POST", "/bpm/model/deploy", query={"id": own})
        except Refusal as error:
            if error.number not in _PROCESS_FAULTS:
                raise
            problem = problem_of(error.said, one)
            raise PublishRefused(
                "publish.engine-refuses", problems=(problem,), server=self.server, name=name, message=error.said
            ) from error
        active = self._active(one.key)
        if active.get("description") != one.mark:
            raise PublishError("publish.conflict", name=name, server=self.server)
        return str(active["id"])

    def _save(self, name: str, body: Mapping[str, Any], row: Mapping[str, Any] | None) -> str:
        """A model made or changed; its id."""
        if row is not None:
            self._api.send("PUT", "/bpm/model/update", body={**body, "id": row["id"]})
            return str(row["id"])
        try:
            return str(self._api.send("POST", "/bpm/model/create", body=body))
        except Refusal as error:
            if error.number == THERE:  # somebody was faster
                raise PublishError("publish.conflict", name=name, server=self.server) from error
            raise

    def _form(self, name: str, one: Process) -> Any:
        """The number of the form of a process, made or changed where it is otherwise."""
        body = {**one.form, "name": _form_name(one.key), "status": 0, "remark": f"Slipway {name} {one.key}"}
        for row in self._forms(one.key):
            if any(row.get(own) != body[own] for own in ("conf", "fields", "remark")):
                self._api.send("PUT", "/bpm/form/update", body={**body, "id": row["id"]})
            return row["id"]
        return self._api.send("POST", "/bpm/form/create", body=body)

    def _forms(self, key: str) -> list[dict[str, Any]]:
        name = _form_name(key)
        return [row for row in self._api.pages("/bpm/form/page", {"name": name}) if row.get("name") == name]

    def _stop_others(self, name: str, rows: Iterable[Mapping[str, Any]], stay: set[str]) -> None:
        """What this version does not have any more begins no new cases."""
        for row in rows:
            said = marked(row.get("description"))
            state = mapping(row.get("processDefinition")).get("suspensionState")
            if said is not None and said["name"] == name and row.get("key") not in stay and state == _ACTIVE:
                body = {"id": row["id"], "state": _SUSPENDED}
                self._api.send("PUT", "/bpm/model/update-state", body=body)

    # ------------------------------------------------------------------ reading

    def _models(self) -> list[dict[str, Any]]:
        return self._api.rows("/bpm/model/list")

    @staticmethod
    def _kept(rows: Iterable[Mapping[str, Any]], name: str) -> list[Kept]:
        return [one for row in rows if (one := kept(row)) is not None and one.name == name]

    def _inside(self, one: str) -> Mapping[str, bytes]:
        """The files of a version, read once; none where they cannot be read."""
        if one not in self._files:
            model = mapping(self._api.get("/bpm/model/get", {"id": one}))
            try:
                self._files[one] = unpacked(str(model.get("bpmnXml") or ""), one)
            except FormatError:
                self._files[one] = {}
        return self._files[one]

    def _deployed(self, one: str) -> dict[str, Any]:
        try:
            found = json.loads(self._inside(one).get(_DEPLOYED, b"{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def _content(self, row: Mapping[str, Any]) -> str:
        model = mapping(self._api.get("/bpm/model/get", {"id": str(row["id"])}))
        return atomic.digest(str(model.get("bpmnXml") or "").encode())

    def _active(self, key: str) -> Mapping[str, Any]:
        """The definition that new cases run; empty where there is none."""
        found = mapping(self._api.get("/bpm/process-definition/get", {"key": key}))
        return found if "id" in found else {}

    def _category(self, wanted: str, model: Mapping[str, Any]) -> str:
        """One that the server has: its pages show no process of another."""
        rows = self._api.rows("/bpm/category/simple-list")
        codes = [str(row.get("code")) for row in rows]
        named = [str(row.get("code")) for row in rows if wanted in (row.get("code"), row.get("name"))]
        there = [str(model["category"])] if model.get("category") in codes else []
        return next(iter((*there, *named, *codes)), "")

    def _me(self) -> Mapping[str, Any]:
        return mapping(self._api.get("/system/auth/get-permission-info"))

    def _number_of_mine(self) -> int:
        found = mapping(self._me().get("user")).get("id")
        if not isinstance(found, int):
            raise PublishError("publish.odd-answer", server=self.http.url, status=200)
        return found

    def _delete(self, path: str, own: object) -> None:
        """What is gone already is gone."""
        try:
            self._api.send("DELETE", path, query={"id": str(own)})
        except Refusal as error:
            if error.number != MODEL_GONE:
                raise

    def _other_bytes(self, name: str, of: Deployment) -> PublishError:
        return PublishRefused("publish.mismatch", server=self.server, version=of.version, name=name)


def connect(address: str) -> YudaoConnection:
    """The server of that address; nothing is asked of it yet. Raises `PublishError`."""
    place, tenant = tenant_of(address)
    return YudaoConnection(Api(place, tenant), tenant)


def _same(model: Mapping[str, Any], one: Process) -> bool:
    """Whether the server keeps a process as it was told."""
    wanted: Sequence[tuple[str, Any]] = [
        *((own, one.told[own]) for own in ("name", "description")), ("bpmnXml", one.xml),
    ]  # fmt: skip
    starters = all(sorted(model.get(own) or []) == one.told[own] for own in ("startUserIds", "startDeptIds"))
    return starters and all(model.get(own) == value for own, value in wanted)


def _definition(row: Mapping[str, Any]) -> object:
    return mapping(row.get("processDefinition")).get("id")


def _managers(model: Mapping[str, Any] | None, me: int) -> list[int]:
    """Whoever manages it already, and this account."""
    known = [one for one in (model or {}).get("managerUserIds") or () if isinstance(one, int)]
    return sorted({*known, me})


def _form_name(key: str) -> str:
    return f"Slipway {key}"[:_FORM_NAME]


TARGET = TargetKind(
    "yudao",
    N_("yudao (RuoYi-Vue-Pro)"),
    connect,
    dialect="yudao",
    runs_last=True,
    tenants=True,
    needs_account=True,
    example="https://oa.example.com",
)
