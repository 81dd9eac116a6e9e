"""Results of a rehearsal elsewhere (`.slipresult`): cases with their history, answers and remarks, in the
container of packages; merged by case id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from runner.bundle import container
from runner.bundle.transfer import pack
from runner.core.atomic import digest
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import load_json
from runner.protocol.values import Imported
from runner.store.store import Row, Transaction

declare(
    {
        "results.damaged": (
            N_("{file} is not a whole file of results: {cause}."),
            N_("Ask whoever sent it for the file once more; nothing was taken over."),
        ),
        "results.other": (
            N_("The case {case} in {file} has another history than the one here."),
            N_("Only one of the two can be right; nothing was taken over."),
        ),
    }
)

KIND = "results"
MANIFEST = "manifest.json"
PARTS = ("work", "task", "copy")
STATE = ("scope", "token")


def export(tx: Transaction, cases: Sequence[str] | None) -> bytes:
    """The file with these cases (None: all), their models, and all remarks on them."""
    rows = [row for row in tx.rows("instance") if cases is None or row["id"] in cases]
    members: dict[str, bytes] = {}
    for row in rows:
        members[f"models/{row['model']}.json"] = tx.model(row["model"])
        model = tx.row("model_version", row["model"]) or {}
        model.pop("bundle", None)
        parts = {part: tx.rows(part, instance=row["id"]) for part in (*PARTS, *STATE)}
        members[f"cases/{row['id']}.json"] = _dump({"case": row, "model": model, **parts})
        history = tx.history(row["id"])
        members[f"log/{row['id']}.json"] = _dump(history)
        members[f"answers/{row['id']}.json"] = _dump(
            [line["payload"] for line in history if line["kind"] == "command"]
        )
    ids = {row["id"] for row in rows}
    models = {row["model"] for row in rows}
    remarks = [row for row in tx.rows("remark") if cases is None or row["instance"] in ids or row["model"] in models]
    members["remarks.json"] = _dump(remarks)
    listed = {name: {"sha256": digest(data), "size": len(data)} for name, data in sorted(members.items())}
    manifest = {"formatVersion": 1, "id": KIND, "version": "1", "kind": KIND, "members": listed, "requires": []}
    return container.build({MANIFEST: _dump(manifest), **members})


def take_in(tx: Transaction, data: bytes, file: str) -> Imported:
    """Merge a file of results. A case known here is brought up to date where its history goes on.

    Raises `FormatError`: `package.…` for the container, `results.damaged`, `results.other`.
    """
    members = _checked(data, file)
    new: list[str] = []
    known: list[str] = []
    for name in sorted(members):
        if not name.startswith("cases/"):
            continue
        try:
            value = load_json(members[name], name)
            case = value["case"]["id"]
            history = load_json(members[f"log/{case}.json"], name)
            model = members[f"models/{value['case']['model']}.json"]
            (new if _take_case(tx, value, history, model, file) else known).append(case)
        except (KeyError, TypeError, AttributeError) as error:
            raise FormatError("results.damaged", file=file, cause=error) from error
    remarks = 0
    for remark in load_json(members["remarks.json"], "remarks.json"):
        if tx.row("remark", remark["id"]) is None:
            tx.add("remark", remark)
            remarks += 1
    return Imported(cases=new, known=known, remarks=remarks)


def _checked(data: bytes, file: str) -> dict[str, bytes]:
    members = container.take(data, file)
    try:
        manifest = load_json(members.pop(MANIFEST), MANIFEST)
        listed = manifest["members"]
        if manifest["formatVersion"] != 1 or manifest["kind"] != KIND:
            raise FormatError("results.damaged", file=file, cause=manifest["formatVersion"])
        for name, facts in listed.items():
            if digest(members[name]) != facts["sha256"]:
                raise FormatError("results.damaged", file=file, cause=name)
        if set(listed) != set(members) or "remarks.json" not in members:
            raise FormatError("results.damaged", file=file, cause=sorted(set(members) ^ set(listed)))
    except (KeyError, TypeError) as error:
        raise FormatError("results.damaged", file=file, cause=error) from error
    return members


def _take_case(tx: Transaction, value: Mapping[str, Any], history: list[Row], model: bytes, file: str) -> bool:
    row = dict(value["case"])
    case = row["id"]
    here = tx.history(case)
    if [_facts(line) for line in here] != [_facts(line) for line in history[: len(here)]] and [
        _facts(line) for line in history
    ] != [_facts(line) for line in here[: len(history)]]:
        raise FormatError("results.other", file=file, case=case)
    if here and len(history) <= len(here):
        return False
    tx.put_model(value["model"], lambda: pack(model))
    row["origin"] = row["origin"] or file
    if here:
        own = ("id", "pilot", "ordinal")  # where it stands here
        tx.change("instance", case, **{name: item for name, item in row.items() if name not in own})
        for part in (*PARTS, *STATE):
            tx.clear(part, case)
    else:
        tx.add("instance", {**row, "pilot": tx.pilot, "ordinal": tx.next_ordinal(row["process"])})
    for part in PARTS:
        for item in value[part]:
            if part != "work":  # numbers are each store's own
                item = {name: found for name, found in item.items() if name != "id"}
            tx.add(part, item)
    for part in STATE:
        for item in value[part]:
            tx.add(part, item)
    for line in history[len(here) :]:
        tx.log(case, line["command"], line["actor"], line["real"], [line])
    return not here


def _facts(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(line[name] for name in ("n", "kind", "element", "token", "at", "actor"))


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
