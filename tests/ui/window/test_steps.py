"""The strip of the six steps tells what was done, and a click goes where the next thing is done."""

from __future__ import annotations

from pathlib import Path

from modeler.document.commands import set_extension
from modeler.publish import ledger
from modeler.publish.receipt import Receipt
from modeler.ui.steps import go_to_step, states_of
from modeler.ui.window import MainWindow
from tests.ui.window_builder import a_window, turn, until


def missing(window: MainWindow, step: str) -> tuple[str, ...]:
    return next(state.topics for state in states_of(window.context) if state.id == step)


def receipt(window: MainWindow, version: str) -> Receipt:
    assert window.context.workspace is not None
    return Receipt(
        id=version, digest="0" * 64, when="2026-01-01T00:00:00+08:00", server="folder:/nowhere",
        package=window.context.workspace.info.id, version=version,
    )  # fmt: skip


def test_published_versions_are_counted_from_the_ledgers() -> None:
    with a_window(sample=True) as window:
        assert missing(window, "rolled-out") == ("publishing",)
        ledger.append("folder:/nowhere", receipt(window, "1.0.0"))
        assert missing(window, "rolled-out") == ()
        assert missing(window, "improved") == ("publishing",)
        ledger.append("folder:/nowhere", receipt(window, "1.0.0"))
        assert missing(window, "improved") == ("publishing",)
        ledger.append("folder:/elsewhere", receipt(window, "1.1.0"))
        assert missing(window, "improved") == ()


def test_a_package_without_the_process_proves_nothing_for_it(tmp_path: Path) -> None:
    import zipfile

    with a_window(sample=True) as window:
        assert window.context.workspace is not None
        own = window.context.workspace.info.id
        home = tmp_path / own / "1.0.0"
        home.mkdir(parents=True)
        with zipfile.ZipFile(home / f"{own}-1.0.0.slip", "w") as archive:
            archive.writestr("processes/seal.bpmn", "")
        given = receipt(window, "1.0.0").model_copy(update={"server": f"folder:{tmp_path}"})
        ledger.append(f"folder:{tmp_path}", given)
        assert missing(window, "rolled-out") == ("publishing",)


def test_a_case_rehearsed_to_its_end_counts() -> None:
    import sqlite3

    with a_window(sample=True) as window:
        assert missing(window, "piloted") == ("rehearsal", "pilot")
        assert window.context.workspace is not None
        local = window.context.workspace.folder / ".slipway"
        local.mkdir(exist_ok=True)
        with sqlite3.connect(local / "store.sqlite") as store:
            store.execute("CREATE TABLE instance (process TEXT, ended TEXT)")
            store.execute("INSERT INTO instance VALUES ('Process_leave', NULL)")
        assert missing(window, "piloted") == ("rehearsal", "pilot")
        with sqlite3.connect(local / "store.sqlite") as store:
            store.execute("INSERT INTO instance VALUES ('Process_leave', '2026-01-01T00:00:00')")
        store.close()
        assert missing(window, "piloted") == ("pilot",)


def test_a_click_on_a_step_goes_to_what_is_missing() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        go_to_step(window, "piloted")
        assert window.place == "rehearse"
        go_to_step(window, "rolled-out")
        assert window.place == "publish"
        set_extension(document, "Task_hr", "form", None)
        go_to_step(window, "standardised")
        assert window.place == "design"
        assert window.context.selection.ids == ("Task_hr",)
        block = dict(next(iter(document.index.processes.values())).extension["process"])
        block.pop("code")
        set_extension(document, "Process_leave", "process", block)
        go_to_step(window, "surveyed")
        assert window.context.selection.ids == ()
        set_extension(document, "Task_hr", "handler", None)
        until(lambda: any(problem.element == "Task_hr" for problem in window.context.problems))
        go_to_step(window, "designed")
        assert window.place == "design"
        turn()


def test_an_empty_dictionary_leads_to_the_dictionary() -> None:
    with a_window(sample=True) as window:
        assert window.context.workspace is not None
        words = window.context.workspace.dictionary
        words.set(words.value.model_copy(update={"elements": []}))
        go_to_step(window, "standardised")
        assert window.place == "forms-rights"
        turn()
