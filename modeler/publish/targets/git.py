"""A git repository as server: a commit a version, opened out so that it can be reviewed, and a tag that stays.

On the branch lie `<id>/files/…`, the members of the latest version, its package and receipt, and `<id>/index.json`.
The tag `model/<id>/v<version>` leads to a commit that holds all of that version; its message says the digest.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from modeler.publish.receipt import Receipt
from modeler.publish.stores.git import Git, Repository, repository, unfit_repository
from modeler.publish.stores.index import (
    INDEX,
    RECEIPT,
    Index,
    index_bytes,
    latest_of,
    package_file,
    read_index,
    state_of,
)
from modeler.publish.target import PublishRefused, ServerState, Shipment, TargetKind, is_fit_id, unfit_names
from modeler.publish.version import is_version
from runner.bundle import container
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from runner.core.folders import data_folder
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import dump_value, read_value

declare(
    {
        "publish.unfit-tag": (
            N_("{name} {version} cannot be the name of a tag in git."),
            N_("Use letters, digits, single dots, hyphen and underscore, and no ending .lock."),
        ),
        "publish.git-member": (
            N_("{member} cannot lie in a git repository: git takes such names for its own."),
            N_("Give the file another name."),
        ),
    }
)

FILES = "files"
_DIGEST = re.compile(r"^Digest: ([0-9a-f]{64})$", re.M)
_TRIES = 5
_BATCH = re.compile(rb"(?P<id>[0-9a-f]{40,64}) (?P<kind>\w+) (?P<size>\d+)\n")


@dataclass(frozen=True)
class _Seen:
    """What the repository holds of a package: the commit of the branch, the tag of each version with what it says,
    and the index of the branch."""

    head: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    index: Index = field(default_factory=Index)

    @property
    def withdrawn(self) -> frozenset[str]:
        """Versions that were undone and are kept."""
        return self.index.withdrawn & set(self.versions)


class GitConnection:
    """Reads through a copy on this disk into which nothing comes but what the repository gives; writes from a folder
    of its own, in one push of branch and tag, both or none. Whoever pushed meanwhile was first: where that was about
    another package ours is put on top of it, else it is a conflict."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._at: Repository = git.at
        self._copy = data_folder() / "git" / f"{atomic.digest(git.at.url.encode())[:24]}.git"

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return self._at.server

    def check(self, shipment: Shipment) -> list[Problem]:
        """Names that a tag may have, and members that git takes for its own."""
        problems = unfit_names(shipment)
        text = f"{shipment.name}/v{shipment.version}"
        if not problems and (".." in text or text.endswith(".lock") or ".lock/" in text):
            problems.append(Problem("publish.unfit-tag", params={"name": shipment.name, "version": shipment.version}))
        members = (*shipment.package.manifest.members, "")
        return problems + [
            Problem("publish.git-member", params={"member": path}) for path in members if not _is_fit(path)
        ]

    def greet(self) -> str:
        """The program, and whether the repository lets this account read."""
        told = self._git.local("--version").decode()
        if (match := re.search(r"(\d+)\.(\d+)", told)) is None or (int(match[1]), int(match[2])) < (2, 31):
            raise PublishError("publish.no-git")
        self._git.ask("ls-remote", "--", self._at.url, self._branch)
        return f"{' '.join(told.split()[:3])} · {self._at.branch}"

    def state(self, name: str) -> ServerState:
        """The versions by their tags; what was undone, from the index of the branch. Files that are not those of the
        latest version were changed there."""
        seen = self._look(name)
        latest = latest_of(seen.versions, seen.withdrawn)
        intact = True
        if latest is not None and seen.head is not None:
            own = f"{name}/{FILES}"
            there, ours = self._objects(f"{seen.head}:{own}", f"{seen.tags[latest]}^{{commit}}:{own}")
            intact = there is not None and ours is not None and there[0] == ours[0]
        return state_of(
            seen.versions, seen.withdrawn, lambda version: self._package(seen, name, version), intact=intact
        )

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """A commit and a tag in one push."""
        name, version = shipment.name, shipment.version
        for _turn in range(_TRIES):
            seen = self._look(name)
            if seen.versions.get(version, shipment.digest) != shipment.digest:
                raise PublishRefused("publish.version-taken", version=version, name=name)
            if dict(seen.versions) != dict(expected.versions):
                raise self._conflict(name)
            with self._bench() as bench:
                if self._publish(bench, seen, shipment, receipt):
                    return
        raise self._conflict(name)

    def fetch(self, name: str, version: str) -> bytes:
        """The bytes of the package behind the tag."""
        return self._package(self._look(name), name, version)

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt behind the tag; None where there is none that can be read."""
        seen = self._look(name)
        found = self._behind(seen, version, f"{name}/{RECEIPT}")
        try:
            return read_value(Receipt, found, RECEIPT) if found is not None else None
        except FormatError:
            return None

    def running(self, name: str, version: str) -> int:
        """A repository runs nothing."""
        return 0

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """One more commit: the files are those of the version before again, the tags stay."""
        for _turn in range(_TRIES):
            seen = self._look(name)
            if latest_of(seen.versions, seen.withdrawn) != version:
                raise self._conflict(name)
            withdrawn = seen.withdrawn | {version}
            again = latest_of(seen.versions, withdrawn)
            with self._bench() as bench:
                told = f"Undo {name} {version}\n\n{f'{again} is the latest again.' if again else 'None is left.'}\n"
                bench.commit(bench.branch, seen.head, told)
                self._restore(bench, seen, name, again)
                bench.put(f"{name}/{INDEX}", _index(name, seen.versions, withdrawn))
                if bench.push(bench.branch):
                    return
        raise self._conflict(name)

    # writing -------------------------------------------------------------------------------------

    def _publish(self, bench: _Bench, seen: _Seen, shipment: Shipment, receipt: Receipt) -> bool:
        """Whether it arrived; not where somebody pushed meanwhile."""
        name, version = shipment.name, shipment.version
        versions = {**seen.versions, version: shipment.digest}
        index = _index(name, versions, seen.withdrawn - {version})
        latest = latest_of(versions, seen.withdrawn - {version})
        title, tag = f"{name} {version}\n\nDigest: {shipment.digest}\n", _tag(name, version)
        if version in seen.tags:  # it was undone and comes again as it was
            bench.commit(bench.branch, seen.head, f"Publish {title}")
            if latest == version:
                self._restore(bench, seen, name, version)
            bench.put(f"{name}/{INDEX}", index)
            return bench.push(bench.branch)
        # a version below the latest lies beside the branch: on it the latest stays
        place = bench.branch if latest == version else "refs/heads/beside"
        bench.commit(place, seen.head, f"Publish {title}")
        bench.remove(name)
        for path, data in container.take(shipment.data, name).items():
            bench.put(f"{name}/{FILES}/{path}", data)
        bench.put(f"{name}/{package_file(name, version)}", shipment.data)
        bench.put(f"{name}/{RECEIPT}", dump_value(receipt))
        bench.put(f"{name}/{INDEX}", index)
        if place != bench.branch:
            bench.commit(bench.branch, seen.head, f"Publish {title}")
            bench.put(f"{name}/{INDEX}", index)
        bench.tag(tag, place, title)
        return bench.push(bench.branch, f"refs/tags/{tag}")

    def _restore(self, bench: _Bench, seen: _Seen, name: str, version: str | None) -> None:
        bench.remove(name)
        if version is None:
            return
        found = self._git.local("rev-parse", "--verify", f"{seen.tags[version]}^{{commit}}:{name}", folder=self._copy)
        bench.put_tree(name, found.decode().strip())

    @contextmanager
    def _bench(self) -> Iterator[_Bench]:
        folder = Path(tempfile.mkdtemp(prefix="slipway-"))
        try:
            bench = _Bench(self._git, folder / "bench.git", self._copy)
            yield bench
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    # reading -------------------------------------------------------------------------------------

    @property
    def _branch(self) -> str:
        return f"refs/heads/{self._at.branch}"

    def _look(self, name: str) -> _Seen:
        """What is there now, its objects on this disk."""
        if not is_fit_id(name):
            return _Seen()
        tags_of = f"refs/tags/{_tag(name, '*')}"
        told = self._git.ask("ls-remote", "--", self._at.url, self._branch, tags_of).decode(errors="replace")
        refs = {ref: own for own, _tab, ref in (line.partition("\t") for line in told.splitlines())}
        head, start = refs.get(self._branch), f"refs/tags/{_tag(name, '')}"
        tags = {ref.removeprefix(start): own for ref, own in refs.items() if ref.startswith(start)}
        tags = {version: own for version, own in tags.items() if is_version(version)}
        wanted = [f"+{self._branch}:{self._branch}"] if head else []
        wanted += [f"+{tags_of}:{tags_of}"] if tags else []
        self._bring([one for one in (head, *tags.values()) if one], wanted)
        index = self._objects(f"{head}:{name}/{INDEX}")[0] if head else None
        texts = self._objects(*tags.values())
        versions = {
            version: match[1] if text and (match := _DIGEST.search(text[1].decode(errors="replace"))) else ""
            for version, text in zip(tags, texts, strict=True)
        }
        return _Seen(head, tags, versions, (read_index(index[1]) if index else None) or Index())

    def _bring(self, objects: list[str], wanted: list[str]) -> None:
        """Fetch what is not on this disk yet. Another run may be fetching into the copy: then what is missing is
        looked for once more; a copy that stays unusable is made anew."""
        if not objects:
            return
        for turn in range(_TRIES):
            if not (self._copy / "HEAD").is_file():
                self._copy.parent.mkdir(parents=True, exist_ok=True)
                self._git.local("init", "--quiet", "--bare", "--", str(self._copy))
            if all(found is not None for found in self._objects(*objects)):
                return
            try:
                self._git.bring(self._copy, *wanted)
            except PublishError as error:
                if error.code != "publish.git-refuses" or turn == _TRIES - 1:
                    raise
                if turn == _TRIES - 2:
                    shutil.rmtree(self._copy, ignore_errors=True)
                self._git.wait()

    def _objects(self, *names: str) -> list[tuple[str, bytes] | None]:
        """Id and bytes of objects on this disk; None for what is not there."""
        if not names or not self._copy.is_dir():
            return [None] * len(names)
        asked = "".join(f"{name}\n" for name in names).encode()
        told = self._git.local("cat-file", "--batch", folder=self._copy, data=asked, fine=(0, 128))
        found: list[tuple[str, bytes] | None] = []
        at = 0
        while at < len(told):
            if (head := _BATCH.match(told, at)) is not None:
                size = int(head["size"])
                found.append((head["id"].decode(), told[head.end() : head.end() + size]))
                at = head.end() + size + 1
            else:  # “NAME missing”
                found.append(None)
                at = told.index(b"\n", at) + 1
        return found + [None] * (len(names) - len(found))  # a copy that is broken holds nothing

    def _behind(self, seen: _Seen, version: str, path: str) -> bytes | None:
        if version not in seen.tags:
            return None
        found = self._objects(f"{seen.tags[version]}^{{commit}}:{path}")[0]
        return found[1] if found else None

    def _package(self, seen: _Seen, name: str, version: str) -> bytes:
        found = self._behind(seen, version, f"{name}/{package_file(name, version)}")
        if found is None:
            raise PublishError("publish.not-there", name=name, version=version, server=self.server)
        return found

    def _conflict(self, name: str) -> PublishError:
        return PublishError("publish.conflict", name=name, server=self.server)


class _Bench:
    """A repository that is thrown away: commits are written down as one stream, made and pushed."""

    def __init__(self, git: Git, folder: Path, copy: Path) -> None:
        self._git, self._folder = git, folder
        self.branch = f"refs/heads/{git.at.branch}"
        self._stream = bytearray()
        git.local("init", "--quiet", "--bare", "--", str(folder))
        self._who = self._ident()
        if copy.is_dir():
            (folder / "objects" / "info" / "alternates").write_text(f"{copy / 'objects'}\n", "utf-8")

    def commit(self, ref: str, parent: str | None, message: str) -> None:
        """Begin a commit; what is put and removed next belongs to it."""
        self._line(f"commit {ref}", f"committer {self._who}")
        self._data(message.encode())
        if parent:
            self._line(f"from {parent}")

    def remove(self, path: str) -> None:
        """Take a folder out."""
        self._line(f"D {path}")

    def put(self, path: str, data: bytes) -> None:
        """A file, byte for byte."""
        self._line(f"M 100644 inline {path}")
        self._data(data)

    def put_tree(self, path: str, tree: str) -> None:
        """A folder as it was once."""
        self._line(f"M 040000 {tree} {path}")

    def tag(self, name: str, ref: str, message: str) -> None:
        """An annotated tag."""
        self._line(f"tag {name}", f"from {ref}", f"tagger {self._who}")
        self._data(message.encode())

    def push(self, *refs: str) -> bool:
        """Make it and push it; False where somebody pushed meanwhile. Raises `PublishError`."""
        self._git.local("fast-import", "--quiet", folder=self._folder, data=bytes(self._stream))
        return not self._git.push(self._folder, *(f"{ref}:{ref}" for ref in refs))

    def _line(self, *lines: str) -> None:
        self._stream += "".join(f"{line}\n" for line in lines).encode()

    def _data(self, data: bytes) -> None:
        self._stream += b"data %d\n" % len(data) + data + b"\n"

    def _ident(self) -> str:
        """Name, address and time as the user told git; without them a name that nobody is called."""
        told = self._git.local("var", "GIT_COMMITTER_IDENT", folder=self._folder, fine=(0, 128))
        return told.decode(errors="replace").strip() or f"Slipway <slipway@localhost> {int(time.time())} +0000"


def _index(name: str, versions: Mapping[str, str], withdrawn: frozenset[str]) -> bytes:
    return index_bytes(name, versions, withdrawn, lambda version: {"tag": _tag(name, version)})


def _tag(name: str, version: str) -> str:
    return f"model/{name}/v{version}"


def _is_fit(path: str) -> bool:
    """Whether no part of a path is one that git, on any system, takes for its own."""
    parts = "".join(one for one in path if unicodedata.category(one) != "Cf").casefold().split("/")
    return not any(part.startswith((".git", "git~")) for part in parts)


def connect(address: str) -> GitConnection:
    """The repository of that address; nothing is asked of it yet. Raises `PublishError`."""
    return GitConnection(Git(repository(address)))


TARGET = TargetKind(
    "git",
    N_("Git repository"),
    connect,
    example="https://git.example.com/processes.git#main",
    unfit=unfit_repository,
)
