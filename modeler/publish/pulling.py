"""From what is published back to a workspace."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from modeler.publish.environments import Environment, check_trust
from modeler.publish.open_package import unpack_package
from modeler.publish.resolving import resolve
from runner.bundle.archive import read_package
from runner.core import atomic
from runner.core.errors import PublishError


@dataclass(frozen=True)
class Pulled:
    """What came: its version and the SHA-256 of the package."""

    version: str
    digest: str


def pull(target: str, name: str, version: str | None, folder: Path, environment: Environment | None = None) -> Pulled:
    """Unpack a version (None: the latest) of what is published under that name into a folder, which must be empty or
    not exist; what the environment does not trust is not opened. Raises `PublishError` (`publish.not-there`,
    `publish.mismatch`, `publish.unsigned`, `publish.untrusted`), `FormatError`, `FileError`."""
    with resolve(target, environment).kept() as resolved:
        connection = resolved.connection
        connection.greet()
        state = connection.state(name)
        wanted = version or state.latest
        if wanted is None or wanted not in state.versions:
            raise PublishError("publish.not-there", name=name, version=wanted or "?", server=connection.server)
        data = connection.fetch(name, wanted)
    digest = atomic.digest(data)
    if digest != state.versions[wanted]:
        raise PublishError("publish.mismatch", server=connection.server, version=wanted, name=name)
    check_trust(environment, read_package(data).signed_by, name, wanted)
    with tempfile.TemporaryDirectory() as aside:
        package = Path(aside) / f"{name}-{wanted}.slip"
        package.write_bytes(data)
        unpack_package(package, folder)
    return Pulled(wanted, digest)
