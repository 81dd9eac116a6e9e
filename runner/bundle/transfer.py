"""A bundle as one JSON value: how it travels to the worker and lies in the store."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from pydantic import BaseModel

from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import Graph
from runner.data.dictionary import Dictionary
from runner.data.model import load_json, read_value
from runner.data.source import DataSource
from runner.data.systems import Systems
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights


def bundle_to_json(bundle: Bundle) -> dict[str, Any]:
    """The bundle as a JSON value; bytes are base64."""
    return {
        "formatVersion": 1,
        "entry": bundle.entry,
        "sources": {name: _text(data) for name, data in bundle.sources.items()},
        "graphs": {name: _value(graph) for name, graph in bundle.graphs.items()},
        "forms": {name: _value(form) for name, form in bundle.forms.items()},
        "decisions": {name: _text(data) for name, data in bundle.decisions.items()},
        "workspace": _value(bundle.workspace),
        "organization": _value(bundle.organization),
        "dictionary": _value(bundle.dictionary),
        "rights": _value(bundle.rights),
        "data": {name: _value(source) for name, source in bundle.data.items()},
        "systems": _value(bundle.systems),
    }


def bundle_from_json(value: Any, file: str = "bundle") -> Bundle:
    """The bundle in a JSON value. Raises `FormatError` where a part of it does not fit."""
    return Bundle(
        entry=str(value["entry"]),
        sources={name: base64.b64decode(data) for name, data in value["sources"].items()},
        graphs={name: read_value(Graph, data, f"{file}/graph/{name}") for name, data in value["graphs"].items()},
        forms={name: read_value(Form, data, f"{file}/forms/{name}") for name, data in value["forms"].items()},
        decisions={name: base64.b64decode(data) for name, data in value["decisions"].items()},
        workspace=read_value(WorkspaceInfo, value["workspace"], f"{file}/workspace.json"),
        organization=read_value(Organization, value["organization"], f"{file}/organization.json"),
        dictionary=read_value(Dictionary, value["dictionary"], f"{file}/dictionary.json"),
        rights=read_value(WorkspaceRights, value["rights"], f"{file}/rights.json"),
        data={
            name: read_value(DataSource, data, f"{file}/data/{name}") for name, data in value.get("data", {}).items()
        },
        systems=read_value(Systems, value.get("systems", {}), f"{file}/systems.json"),
    )


def bundle_to_bytes(bundle: Bundle) -> bytes:
    """The bundle as compact UTF-8 JSON."""
    return json.dumps(bundle_to_json(bundle), ensure_ascii=False, separators=(",", ":")).encode()


def bundle_from_bytes(data: bytes, file: str = "bundle") -> Bundle:
    """The bundle in JSON bytes. Raises `FormatError`."""
    return bundle_from_json(load_json(data, file), file)


def pack(data: bytes) -> bytes:
    """A bundle's bytes as they lie in the store."""
    return zlib.compress(data)


def unpack(data: bytes) -> bytes:
    """The bundle's bytes of what lies in the store."""
    return zlib.decompress(data)


def packed(bundle: Bundle) -> bytes:
    """The bundle as it lies in the store; made once, however many stores it is put into."""
    if bundle.packed is None:
        object.__setattr__(bundle, "packed", pack(bundle_to_bytes(bundle)))
    return bundle.packed or b""


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _value(value: BaseModel) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
