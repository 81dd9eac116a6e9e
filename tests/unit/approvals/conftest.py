"""A desk for approvals: the same acts with the service kept open, and opened anew before each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.graphs import A
from tests.helpers.office import Office, office

Open = Callable[..., Office]


@pytest.fixture(params=[False, True], ids=["kept", "saved"])
def opened(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens an office for a drawn process; with `saved` it is closed and opened again before each act."""
    made: list[Office] = []

    def make(drawn: A, *others: A, **more: Any) -> Office:
        bundle = drawn.bundle(organization=office(), others=[other.graph() for other in others], **more)
        made.append(Office(bundle, tmp_path, saving=request.param))
        return made[-1]

    yield make
    for desk in made:
        desk.close()
