"""The server that stands in for the systems of the sample office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.finance import Finance, finance


@pytest.fixture
def server() -> Iterator[Finance]:
    """Budgets, payments and orders on 127.0.0.1."""
    with finance() as running:
        yield running
