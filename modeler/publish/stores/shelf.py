"""A store of files with conditions as server: every version once, as a folder has it, and an index that is replaced
only by whoever read it last. WebDAV and S3 are such stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from modeler.publish.receipt import Receipt
from modeler.publish.stores.index import INDEX, Index, index_bytes, latest_of, package_file, read_index, state_of
from modeler.publish.target import PublishRefused, ServerState, Shipment, is_fit_id, unfit_names
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import dump_value, read_value

declare(
    {
        "publish.bad-index": (
            N_("The index of {name} at {server} cannot be read."),
            N_("Somebody changed the file index.json there. Put back the one that was there before."),
        ),
        "publish.no-conditions": (
            N_("{server} overwrites files whatever is asked, so two who publish at once could lose a version."),
            N_("Nothing was published. Use a server that knows If-Match and If-None-Match and gives strong ETags."),
        ),
    }
)

_NEVER = '"slipway-never"'
"""A mark that no file has: whoever replaces under it does not look at marks."""
_READS = 3


@dataclass(frozen=True)
class Kept:
    """A file: its bytes, and the mark (ETag) of this state of it; empty where the server gives none."""

    data: bytes
    mark: str


class Store(Protocol):
    """Files by path. Every call may raise `PublishError`."""

    @property
    def server(self) -> str:
        """The address as it goes into receipts."""

    def greet(self) -> str:
        """Whether it is there and lets this account in."""

    def read(self, path: str) -> Kept | None:
        """A file; None where there is none."""

    def write(self, path: str, data: bytes, mark: str | None) -> bool:
        """Put a file in the place of the one with that mark (None: where there is none), folders included; False
        where something else is there by now."""

    def wait(self) -> None:
        """A good second: some servers give strong marks only then."""


@dataclass(frozen=True)
class _Found:
    index: Index
    mark: str | None


class ShelfConnection:
    """The package goes first, then the receipt, each is read again, then the index names them: what a run leaves that
    ended half way is named nowhere, and the next one goes on with it. Of two at once one replaces the index."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def server(self) -> str:
        """The address for the receipt; the name of the account is not in it."""
        return self._store.server

    def check(self, shipment: Shipment) -> list[Problem]:
        """The id must be able to name a folder, and the version be a semantic one."""
        return unfit_names(shipment)

    def greet(self) -> str:
        """Whether it is there and lets this account in."""
        return self._store.greet()

    def state(self, name: str) -> ServerState:
        """What the index names."""
        index = self._look(name).index
        return state_of(index.versions, index.withdrawn, lambda version: self._package(name, version))

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """Package, receipt, index."""
        name, version = shipment.name, shipment.version
        found = self._look(name, to_write=True)
        index = found.index
        if index.versions.get(version, shipment.digest) != shipment.digest:
            raise PublishRefused("publish.version-taken", version=version, name=name)
        if dict(index.versions) != dict(expected.versions):
            raise self._conflict(name)
        receipts = dict(index.receipts)
        if version not in index.versions:  # else it was undone and comes again as it was
            self._put_package(shipment)
            receipts[version] = self._put_receipt(shipment, receipt)
        now = Index({**index.versions, version: shipment.digest}, index.withdrawn - {version}, receipts)
        self._put_index(name, now, found.mark)

    def fetch(self, name: str, version: str) -> bytes:
        """The bytes of a version that the index names."""
        if version not in self._look(name).index.versions:
            raise PublishError("publish.not-there", name=name, version=version, server=self.server)
        return self._package(name, version)

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt that the index names; None where there is none that can be read."""
        file = self._look(name).index.receipts.get(version, "")
        if not file.startswith(f"{version}/receipt-") or "/" in file.removeprefix(f"{version}/"):
            return None
        kept = self._store.read(f"{name}/{file}")
        try:
            return read_value(Receipt, kept.data, file) if kept is not None else None
        except FormatError:
            return None

    def running(self, name: str, version: str) -> int:
        """A store runs nothing."""
        return 0

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """The index points at the version before; what was published stays where it lies."""
        found = self._look(name, to_write=True)
        index = found.index
        if latest_of(index.versions, index.withdrawn) != version:
            raise self._conflict(name)
        self._put_index(name, Index(index.versions, index.withdrawn | {version}, index.receipts), found.mark)

    def _look(self, name: str, *, to_write: bool = False) -> _Found:
        if not is_fit_id(name):
            return _Found(Index(), None)
        kept = self._store.read(f"{name}/{INDEX}")
        for _turn in range(_READS):
            if kept is None or not to_write or not kept.mark.startswith("W/"):
                break
            self._store.wait()
            kept = self._store.read(f"{name}/{INDEX}")
        if kept is None:
            return _Found(Index(), None)
        if to_write and (not kept.mark or kept.mark.startswith("W/")):
            raise PublishError("publish.no-conditions", server=self.server)
        index = read_index(kept.data)
        if index is None:
            raise PublishError("publish.bad-index", name=name, server=self.server)
        return _Found(index, kept.mark)

    def _put_package(self, shipment: Shipment) -> None:
        name, version = shipment.name, shipment.version
        path = _place(name, version, package_file(name, version))
        is_first = self._store.write(path, shipment.data, None)
        kept = self._store.read(path)
        if kept is not None and kept.data == shipment.data:
            return  # ours, or the very same of a run that ended before it could name it
        if not is_first and kept is not None:
            raise PublishRefused("publish.version-taken", version=version, name=name)
        raise PublishError("publish.mismatch", server=self.server, version=version, name=name)

    def _put_receipt(self, shipment: Shipment, receipt: Receipt) -> str:
        """Its own file for each attempt: the index names the one of whoever was first."""
        file, data = f"receipt-{atomic.digest(receipt.id.encode())[:16]}.json", dump_value(receipt)
        path = _place(shipment.name, shipment.version, file)
        if not self._store.write(path, data, None):
            raise self._conflict(shipment.name)
        kept = self._store.read(path)
        if kept is None or kept.data != data:
            raise PublishError("publish.mismatch", server=self.server, version=shipment.version, name=shipment.name)
        if self._store.write(path, data, _NEVER):
            raise PublishError("publish.no-conditions", server=self.server)
        return f"{shipment.version}/{file}"

    def _put_index(self, name: str, index: Index, mark: str | None) -> None:
        def more(version: str) -> Mapping[str, str]:
            own = {"file": f"{version}/{package_file(name, version)}"}
            return own | ({"receipt": index.receipts[version]} if version in index.receipts else {})

        if not self._store.write(f"{name}/{INDEX}", index_bytes(name, index.versions, index.withdrawn, more), mark):
            raise self._conflict(name)

    def _package(self, name: str, version: str) -> bytes:
        kept = self._store.read(_place(name, version, package_file(name, version)))
        if kept is None:
            raise PublishError("publish.not-there", name=name, version=version, server=self.server)
        return kept.data

    def _conflict(self, name: str) -> PublishError:
        return PublishError("publish.conflict", name=name, server=self.server)


def _place(name: str, version: str, file: str) -> str:
    return f"{name}/{version}/{file}"
