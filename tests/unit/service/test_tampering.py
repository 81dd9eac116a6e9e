"""A store that was edited from outside: nothing in it is run, and what does not fit is refused."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path

import pytest

from runner.core.errors import AppError, StoreError
from runner.service import Service
from tests.helpers.graphs import A, script
from tests.helpers.office import Office, office


@pytest.fixture
def left(tmp_path: Path) -> tuple[Path, str]:
    """A store file with a case in it, and the case's id."""
    bundle = (
        A().start().user("T", "user:li").node("scriptTask", "N", script=script(n="1 + 1")).end()
        .chain("S", "T", "N", "E").bundle(organization=office())
    )  # fmt: skip
    desk = Office(bundle, tmp_path)
    case = desk.start(x=1)
    desk.close()
    return tmp_path / "store.sqlite", case


def payload(target: Path) -> str:
    return f"__import__('pathlib').Path({str(target)!r}).write_text('x')"


def test_a_changed_model_is_refused(left: tuple[Path, str], tmp_path: Path) -> None:
    path, case = left
    with closing(sqlite3.connect(path)) as raw, raw:
        data = zlib.decompress(raw.execute("SELECT bundle FROM model_version").fetchone()[0])
        changed = data.replace(b"1 + 1", json.dumps(payload(tmp_path / "made")).encode()[1:-1])
        assert changed != data
        raw.execute("UPDATE model_version SET bundle = ?", (zlib.compress(changed),))
    service = Service(str(path))
    with pytest.raises(StoreError) as caught:
        service.case(case)
    assert caught.value.code == "store.model-tampered"
    service.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE token SET state = replace(state, '\"T\"', '\"{}\"')",
        "UPDATE token SET state = replace(state, '\"work\"', '\"{}\"')",
        "UPDATE token SET state = '{}'",
        'UPDATE scope SET variables = \'{{"x": "{}"}}\'',
        "UPDATE scope SET state = replace(state, '\"p\"', '\"{}\"')",
        "UPDATE work SET plan = '{}'",
        "UPDATE work SET element = '{}', token = '{}'",
        "UPDATE instance SET head = replace(head, '\"p\"', '\"{}\"')",
        'UPDATE instance SET setup = \'{{"at": "{}", "services": {{"N": [{{"result": "{}"}}]}}}}\'',
    ],
)
def test_changed_rows_run_nothing(left: tuple[Path, str], tmp_path: Path, change: str) -> None:
    path, case = left
    target = tmp_path / "made"
    evil = payload(target).replace("'", "''").replace('"', '\\"')
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(change.replace("{}", evil) if "{{" not in change else change.format(*[evil] * change.count("{}")))
    service = Service(str(path))
    with suppress(AppError, KeyError, ValueError, TypeError):
        service.case(case)
        service.complete(1, "li", {"y": payload(target)})
        service.advance("P1D")
    service.close()
    assert not target.exists()
