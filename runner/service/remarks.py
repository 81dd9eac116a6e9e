"""Remarks (提意见): what people say about a model while they try it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.values import Remark
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.service import Service

declare(
    {
        "remark.unknown": (N_("There is no remark {remark}."), ""),
        "remark.empty": (N_("A remark needs a text."), ""),
    }
)

ABOUT = ("case", "model", "process", "version", "element", "field")


class Remarks:
    """The remarks of a store."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def add(self, text: str, person: str, about: Mapping[str, Any]) -> Remark:
        """Keep a remark; what it is about is completed from its case or model.

        Raises `RunError` (`remark.empty`), `TypeError` for an unknown name in `about`.
        """
        unknown = set(about) - set(ABOUT)
        if unknown:
            raise TypeError(", ".join(sorted(unknown)))
        if not text.strip():
            raise RunError("remark.empty")
        with self.service.store.transaction() as tx:
            facts = {name: about.get(name) for name in ABOUT}
            case = tx.row("instance", facts["case"]) if facts["case"] else None
            if case is not None:
                facts["model"] = facts["model"] or case["model"]
                facts["process"] = facts["process"] or case["process"]
            model = tx.row("model_version", facts["model"]) if facts["model"] else None
            if model is not None:
                facts["process"] = facts["process"] or model["process"]
                facts["version"] = facts["version"] or model["version"]
            row = {
                "id": uuid4().hex,
                "instance": facts.pop("case"),
                **{name: facts[name] or "" for name in ("model", "process", "version")},
                "element": facts["element"],
                "field": facts["field"],
                "person": person,
                "text": text.strip(),
                "made": self.service.real_now().isoformat(),
            }
            tx.add("remark", row)
            return remark_of(tx.row("remark", row["id"]) or {})

    def all(self, open_only: bool) -> list[Remark]:
        """All remarks, the oldest first."""
        with self.service.store.transaction() as tx:
            rows = tx.rows("remark")
        rows.sort(key=lambda row: (row["made"], row["id"]))
        return [remark_of(row) for row in rows if not open_only or row["done"] is None]

    def resolve(self, remark: str, person: str, answer: str) -> Remark:
        """Set a remark to done. Raises `RunError` (`remark.unknown`)."""
        with self.service.store.transaction() as tx:
            if tx.row("remark", remark) is None:
                raise RunError("remark.unknown", remark=remark)
            done = self.service.real_now().isoformat()
            tx.change("remark", remark, done=done, done_by=person, answer=answer)
            return remark_of(tx.row("remark", remark) or {})


def remark_of(row: Row) -> Remark:
    """The value of a row."""
    return Remark(case=row["instance"], **{name: value for name, value in row.items() if name != "instance"})
