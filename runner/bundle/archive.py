"""Packages (`.slip`): a bundle, its manifest, cases and scenarios in one file, refused when altered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args
from urllib.parse import quote

from pydantic import BaseModel

from runner.bundle import container
from runner.bundle.bundle import Bundle, WorkspaceInfo
from runner.bundle.graph import EventKind, Graph, NodeKind
from runner.bundle.signature import fingerprint, made_signature, public_bytes, signer_of
from runner.core import atomic
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.data.model import OpenValue, Value, dump_value, read_value
from runner.data.source import DataSource
from runner.data.systems import Systems
from runner.forms.schema import Form
from runner.organization.model import Organization
from runner.rights.model import WorkspaceRights

_AGAIN = N_("Ask whoever sent it for the package once more; nothing was opened.")

declare(
    {
        "package.no-manifest": (N_("{file} has no manifest, so it is not a package."), _AGAIN),
        "package.missing": (N_("{file} lacks the member {member} that its manifest names."), _AGAIN),
        "package.extra": (N_("{file} holds {member}, which its manifest does not name."), _AGAIN),
        "package.tampered": (N_("The member {member} of {file} is not the one that was packed."), _AGAIN),
        "package.digest": (
            N_("{file} is whole, but it is not the package the receipt names: its digest is {found}."),
            N_("Compare version and receipt, and publish again where they differ."),
        ),
        "package.entry": (N_("{file} starts with the process {process}, which it does not hold."), _AGAIN),
        "package.requires": (
            N_("{file} needs {feature}, which this version cannot run."),
            N_("Open it with a newer version of the program."),
        ),
        "package.member-place": (
            N_("{member} has no place in a package."),
            N_("Cases, scenarios and files for a target go into cases/, scenarios/ and dialects/."),
        ),
    }
)

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
EXTRA_PLACES = ("cases/", "scenarios/", "dialects/")

V = TypeVar("V", bound=BaseModel)


class MemberDigest(Value):
    """What a member must be: SHA-256 as 64 hexadecimal digits, and its size in bytes."""

    sha256: str
    size: int


class Manifest(OpenValue):
    """`manifest.json`: every member but itself and its signature; `entry` is the id of the process to
    start, `requires` names what a runner must be able to do (kinds of nodes, `event:` kinds of events)."""

    format_version: Literal[1] = 1
    id: str
    version: str
    members: dict[str, MemberDigest] = {}
    entry: str
    requires: list[str] = []


@dataclass(frozen=True)
class Package:
    """A package that was read: whole and unchanged. `cases`, `scenarios` and `dialects` map the member's
    path to its bytes; `digest` is the SHA-256 of the whole file, `signed_by` the public key that signed it (base64;
    None: nobody did)."""

    bundle: Bundle
    manifest: Manifest
    digest: str
    cases: Mapping[str, bytes] = field(default_factory=dict)
    scenarios: Mapping[str, bytes] = field(default_factory=dict)
    dialects: Mapping[str, bytes] = field(default_factory=dict)
    signed_by: str | None = None


@dataclass(frozen=True)
class PackageReport:
    """What a package is: its digest, the paths of its members, who signed it (the fingerprint of the key; None:
    unsigned), and what is wrong with it."""

    file: str
    digest: str
    members: tuple[str, ...] = ()
    signed_by: str | None = None
    problems: tuple[Problem, ...] = ()
    id: str = ""
    version: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is whole and unchanged."""
        return not self.problems

    def to_json(self) -> dict[str, object]:
        """The fields that `package` and `verify` print; the problems are the door's to print."""
        return {
            "file": self.file,
            "digest": self.digest,
            "members": list(self.members),
            "signed_by": self.signed_by,
            "id": self.id,
            "version": self.version,
        }


def package_bytes(bundle: Bundle, extras: Mapping[str, bytes] | None = None) -> bytes:
    """The package of a bundle: equal contents give equal bytes, on every machine.

    `extras` are further members by path, in `cases/`, `scenarios/` or `dialects/`. Raises `FormatError`
    for a path that has no place there, or a size above the limits.
    """
    members = _bundle_members(bundle)
    for name, data in (extras or {}).items():
        if not name.startswith(EXTRA_PLACES):
            raise FormatError("package.member-place", file=name, member=name)
        members[name] = data
    manifest = Manifest(
        format_version=1,
        id=package_id(bundle),
        version=bundle.workspace.version,
        members={
            name: MemberDigest(sha256=atomic.digest(members[name]), size=len(members[name]))
            for name in sorted(members)
        },
        entry=bundle.entry,
        requires=_required(bundle),
    )
    members[MANIFEST] = dump_value(manifest)
    return container.build(members)


def signed(data: bytes, private: bytes, *, file: str = "package") -> bytes:
    """The same package, signed by that private key (32 bytes of Ed25519) and by nobody else; one key gives the same
    bytes each time. Raises `FormatError` for a package that is not whole."""
    members, _manifest, _signer = _checked(data, file)
    return container.build({**members, SIGNATURE: made_signature(members[MANIFEST], private)})


def package_id(bundle: Bundle) -> str:
    """Under which id versions of this package stand on a server: the workspace's for its default process,
    and with the name of the file for any other, so that two processes never claim one version."""
    own, source = bundle.workspace.id, bundle.graph.source
    if bundle.workspace.default in (None, "", source):
        return own
    name = re.sub(r"[^\w-]+", "-", container.stem_of(source))
    return f"{own}.{name or 'process'}"


def write_package(bundle: Bundle, path: Path, *, extras: Mapping[str, bytes] | None = None) -> PackageReport:
    """Write the package of a bundle. Raises `FormatError` as `package_bytes` does, and `FileError`."""
    data = package_bytes(bundle, extras)
    report = verify_package(data, file=str(path))
    atomic.write_bytes(path, data)
    return report


def read_package(source: Path | bytes, *, file: str | None = None) -> Package:
    """The package in a file or in bytes; `file` is the name used in errors.

    Raises `FileError`, and `FormatError` for whatever is not as it was packed: nothing of such a package
    is used.
    """
    name, data = _load(source, file)
    members, manifest, signer = _checked(data, name)
    bundle = _bundle(members, manifest, name)
    places = {
        place: {key: members[key] for key in sorted(members) if key.startswith(place)} for place in EXTRA_PLACES
    }
    return Package(
        bundle=bundle,
        manifest=manifest,
        digest=atomic.digest(data),
        cases=places["cases/"],
        scenarios=places["scenarios/"],
        dialects=places["dialects/"],
        signed_by=signer,
    )


def read_manifest(source: Path | bytes, *, file: str | None = None) -> tuple[Manifest, str]:
    """The manifest of a package that is whole and unchanged, and the digest of the file; what it holds is not made:
    this is for whoever compares packages alone. Raises `FileError` and `FormatError`."""
    name, data = _load(source, file)
    return _checked(data, name)[1], atomic.digest(data)


def verify_package(source: Path | bytes, digest: str | None = None, *, file: str | None = None) -> PackageReport:
    """Whether a package is whole and unchanged, and, with `digest`, whether it is the one a receipt names.

    What is wrong comes back in the report. Raises `FileError` only.
    """
    name, data = _load(source, file)
    found = atomic.digest(data)
    try:
        members, manifest, signer = _checked(data, name)
        _bundle(members, manifest, name)
    except FormatError as error:
        problem = Problem(error.code, params=error.params, file=name, line=error.line)
        return PackageReport(file=name, digest=found, problems=(problem,))
    problems: tuple[Problem, ...] = ()
    if digest is not None and digest.lower() != found:
        problems = (Problem("package.digest", params={"file": name, "found": found}, file=name),)
    return PackageReport(
        file=name,
        digest=found,
        members=tuple(sorted(members)),
        signed_by=fingerprint(public_bytes(signer)) if signer is not None else None,
        problems=problems,
        id=manifest.id,
        version=manifest.version,
    )


def _load(source: Path | bytes, file: str | None) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return file or "package", source
    return file or str(source), atomic.read_bytes(source)


def _checked(data: bytes, file: str) -> tuple[dict[str, bytes], Manifest, str | None]:
    members = container.take(data, file)
    if MANIFEST not in members:
        raise FormatError("package.no-manifest", file=file)
    manifest = read_value(Manifest, members[MANIFEST], f"{file}: {MANIFEST}")
    for name in sorted(set(members) - set(manifest.members) - {MANIFEST, SIGNATURE}):
        raise FormatError("package.extra", file=file, member=name)
    for name, expected in manifest.members.items():
        if name not in members or name in (MANIFEST, SIGNATURE):
            raise FormatError("package.missing", file=file, member=name)
        content = members[name]
        if len(content) != expected.size or atomic.digest(content) != expected.sha256:
            raise FormatError("package.tampered", file=file, member=name)
    for feature in manifest.requires:
        if feature not in _KNOWN_FEATURES:
            raise FormatError("package.requires", file=file, feature=feature)
    signer = signer_of(members[MANIFEST], members[SIGNATURE], file) if SIGNATURE in members else None
    return members, manifest, signer


def _bundle(members: Mapping[str, bytes], manifest: Manifest, file: str) -> Bundle:
    def read(kind: type[V], name: str) -> V:
        return read_value(kind, members[name], f"{file}: {name}")

    def optional(kind: type[V], name: str, default: Callable[[], V]) -> V:
        return read(kind, name) if name in members else default()

    def under(place: str, ending: str) -> list[str]:
        return sorted(name for name in members if name.startswith(place) and name.endswith(ending))

    graphs = {graph.process: graph for graph in (read(Graph, name) for name in under("graph/", ".json"))}
    if manifest.entry not in graphs:
        raise FormatError("package.entry", file=file, process=manifest.entry)
    return Bundle(
        entry=manifest.entry,
        sources={name: members[name] for name in under("processes/", ".bpmn")},
        graphs=graphs,
        forms={_inner(name, "forms/", ".form"): read(Form, name) for name in under("forms/", ".form")},
        decisions={_inner(name, "decisions/", ".dmn"): members[name] for name in under("decisions/", ".dmn")},
        workspace=optional(WorkspaceInfo, "workspace.json", WorkspaceInfo),
        organization=optional(Organization, "organization.json", Organization),
        dictionary=optional(Dictionary, "dictionary.json", Dictionary),
        rights=optional(WorkspaceRights, "rights.json", WorkspaceRights),
        systems=optional(Systems, "systems.json", Systems),
        data={_inner(name, "data/", ".json"): read(DataSource, name) for name in under("data/", ".json")},
    )


def _inner(name: str, place: str, ending: str) -> str:
    return name.removeprefix(place).removesuffix(ending)


def _bundle_members(bundle: Bundle) -> dict[str, bytes]:
    members = dict(bundle.sources)
    for process, graph in bundle.graphs.items():
        members[f"graph/{_file_name(process)}.json"] = dump_value(graph)
    for name, form in bundle.forms.items():
        members[f"forms/{name}.form"] = dump_value(form)
    for name, data in bundle.decisions.items():
        members[f"decisions/{name}.dmn"] = data
    for name, source in bundle.data.items():
        members[f"data/{name}.json"] = dump_value(source)
    # environments name servers: they stay behind and are recorded in the receipt of each publication
    members["workspace.json"] = dump_value(
        WorkspaceInfo.model_validate(bundle.workspace.model_dump(exclude={"environments"}, exclude_unset=True))
    )
    members["organization.json"] = dump_value(bundle.organization)
    members["dictionary.json"] = dump_value(bundle.dictionary)
    members["rights.json"] = dump_value(bundle.rights)
    if bundle.systems.systems:
        members["systems.json"] = dump_value(bundle.systems)
    return members


def _file_name(process: str) -> str:
    plain = re.fullmatch(r"\w[\w.\-]{0,100}", process)
    name = (
        process
        if plain
        else quote(process, safe="").replace("%", "-")[:100] + "-" + atomic.digest(process.encode())[:8]
    )
    return name if container.is_safe_name(name) else f"process-{atomic.digest(process.encode())[:16]}"


_KNOWN_FEATURES = frozenset(get_args(NodeKind)) | {f"event:{kind}" for kind in get_args(EventKind)}


def _required(bundle: Bundle) -> list[str]:
    found: set[str] = set()
    for graph in bundle.graphs.values():
        for node in graph.nodes:
            found.add(node.kind)
            if node.event is not None and node.event.kind != "none":
                found.add(f"event:{node.event.kind}")
    return sorted(found)
