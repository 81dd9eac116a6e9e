"""The register of systems: filled in cell by cell, undone, and reached as is said for this machine alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from modeler.document.commands import set_extension
from modeler.systems import edit
from modeler.ui.places.forms_rights.place import FormsRights
from modeler.ui.window import MainWindow
from runner.connectors.connections import RECORDINGS, Recorded
from runner.connectors.keyring import Keyring
from runner.connectors.recordings import Recorder, read_recordings
from runner.core.folders import data_folder
from runner.data.systems import Paging, Sync, System
from runner.protocol.rehearsing import Difference, SyncView
from runner.ui.kit.tables import TableView
from tests.helpers.finance import SYSTEMS
from tests.helpers.keyrings import Backend
from tests.ui.forms_rights.driving import (
    click,
    click_cell,
    row_of,
    texts,
    the_place,
    type_into_cell,
    type_over,
    undo,
)  # fmt: skip
from tests.ui.window_builder import turn, until


@contextmanager
def the_page(*, filled: bool = True) -> Iterator[tuple[MainWindow, FormsRights]]:
    with the_place("organization", "") as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        register = SYSTEMS.model_dump(mode="json", by_alias=True, exclude_unset=True) if filled else {"systems": []}
        text = json.dumps(register).replace('"code": "finance"', '"code": "erp"')  # no step of the sample asks it
        workspace.systems.take(text.encode())
        workspace.systems.save(force=True)
        place.show_page("systems")
        turn()
        yield window, place


def system(place: FormsRights, code: str = "erp") -> System:
    found = place.parts.systems().system(code)
    assert found is not None
    return found


def choose(table: TableView, row: int, column: int, value: str) -> None:
    index = table.model().index(row, column)
    table.setCurrentIndex(index)
    table.edit(index)
    box = next(one for one in table.viewport().findChildren(QComboBox) if one.isVisible())
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    table.closeEditor(box, table.itemDelegateForColumn(column).EndEditHint.NoHint)
    turn()


def test_an_empty_register_invites_to_its_first_system_which_is_named_at_once() -> None:
    with the_page(filled=False) as (window, place):
        page = place.systems
        assert page.empty.isVisible() and not page.split.isVisible()
        click(page.empty.button)
        assert page.table.state() == page.table.State.EditingState
        type_into_cell(page.table, 0, 0, "Ledger")
        assert place.parts.systems().systems[0].name == {"zh": "新系统", "en": "Ledger"}
        undo(window)
        undo(window)
        assert page.empty.isVisible()


def test_a_cell_is_changed_and_undone() -> None:
    with the_page() as (window, place):
        page, before = place.systems, place.parts.systems()
        choose(page.table, 0, 3, "database")
        assert system(place).interface == "database"
        choose(page.table, 0, 2, "department:fin")
        assert system(place).owner == "department:fin"
        undo(window)
        undo(window)
        assert place.parts.systems() == before


def test_operations_and_fields_are_filled_in() -> None:
    with the_page() as (window, place):
        page, before = place.systems, place.parts.systems()
        click(page.asking.add_one)
        type_into_cell(page.asking.operations, 2, 1, "close")
        type_into_cell(page.asking.operations, 2, 3, "periods/{period}")
        type_into_cell(page.asking.operations, 2, 4, "CLOSED, LATE")
        choose(page.asking.operations, 2, 2, "PUT")
        click(page.asking.add_in)
        type_into_cell(page.asking.fields, 0, 1, "period.month")
        choose(page.asking.fields, 0, 3, "number")
        choose(page.asking.fields, 0, 4, "yes")
        made = system(place).operation("close")
        assert made is not None
        assert (made.method, made.path, made.errors) == ("PUT", "periods/{period}", ["CLOSED", "LATE"])
        [field] = made.input
        assert (field.name, field.type, field.required) == ("period.month", "number", True)
        click(page.asking.remove_field_button)
        click(page.asking.remove_one)
        assert [one.code for one in system(place).operations] == ["check", "pay"]
        for _step in range(10):  # each act was a step of its own
            undo(window)
            assert place.parts.systems() != before
        undo(window)
        assert place.parts.systems() == before


def test_the_fields_shown_are_those_of_the_operation_chosen() -> None:
    with the_page() as (_window, place):
        page = place.systems
        assert texts(page.asking.fields.model(), 1) == ["department", "amount", "left", "account.kind"]
        click_cell(page.asking.operations, 1, 1)
        assert texts(page.asking.fields.model(), 1) == ["payee.account", "amount", "day", "number"]


def test_how_a_system_is_reached_is_kept_beside_the_workspace_and_can_be_undone() -> None:
    with the_page() as (window, place):
        page, workspace = place.systems, window.context.workspace
        assert workspace is not None
        before = (workspace.folder / "systems.json").read_bytes()
        choose(page.table, 0, 4, "http")
        line = place.system.reach.address.line
        line.setFocus()
        QTest.keyClicks(line, "ftp://nowhere")
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert place.system.reach.address.told.text()
        line.selectAll()
        QTest.keyClicks(line, "http://ledger.example/api")
        QTest.keyClick(line, Qt.Key.Key_Return)
        turn()
        told = [one.text() for one in place.system.findChildren(QLabel)]
        assert any("ledger.example" in text for text in told)
        kept = json.loads((workspace.folder / ".slipway" / "connections.json").read_text("utf-8"))
        assert kept["systems"]["erp"] == {"use": "http", "url": "http://ledger.example/api"}
        assert (workspace.folder / "systems.json").read_bytes() == before
        undo(window)
        undo(window)
        assert place.parts.connections().of("erp").use == "mock"


def test_a_system_that_is_asked_keeps_its_code_and_leads_to_its_steps() -> None:
    with the_page() as (window, place):
        document = window.context.document
        assert document is not None
        set_extension(document, "Task_head1", "service", {"system": "erp", "operation": "pay"})
        page = place.systems
        page.refresh()
        told: list[str] = []
        window.context.reported.connect(lambda error: told.append(error.code))
        type_into_cell(page.table, 0, 1, "ledger")
        assert told == ["systems.asked"]
        assert system(place).code == "erp"
        turn()
        [card] = place.system.cards
        click(card)
        assert list(window.context.selection) == ["Task_head1"]


def test_a_new_code_is_followed_by_code_lists_and_connections_in_one_step() -> None:
    with the_page() as (window, place):
        page = place.systems
        choose(page.table, 0, 4, "recorded")
        first = window.context.dictionary.choices[0]
        items = [first.items[0].model_copy(update={"external": {"erp": "A"}}), *first.items[1:]]
        listed = first.model_copy(update={"items": items})
        choices = [listed, *window.context.dictionary.choices[1:]]
        place.parts.set_dictionary(window.context.dictionary.model_copy(update={"choices": choices}), "Edit")
        turn()
        type_into_cell(page.table, 0, 1, "ledger")
        assert system(place, "ledger").owns == ["budget"]
        assert place.parts.connections().of("ledger").use == "recorded"
        assert window.context.dictionary.choices[0].items[0].external == {"ledger": "A"}
        undo(window)
        assert system(place).code == "erp"
        assert place.parts.connections().of("erp").use == "recorded"
        assert window.context.dictionary.choices[0].items[0].external == {"erp": "A"}


def test_the_data_that_a_system_keeps_are_terms() -> None:
    with the_page() as (window, place):
        code = window.context.dictionary.elements[0].code
        search = place.system.owns._search
        search.setFocus()
        QTest.keyClicks(search, code)
        QTest.keyClick(search, Qt.Key.Key_Return)
        turn()
        assert system(place).owns == ["budget", code]


def test_removing_a_system_is_undone() -> None:
    with the_page() as (window, place):
        before = place.parts.systems()
        click(place.systems.remove)
        assert place.parts.systems().systems == []
        undo(window)
        assert place.parts.systems() == before
        assert row_of(place.systems.table.model(), "erp", 1) == 0


def test_what_was_recorded_is_taken_over_as_recorded_answers() -> None:
    with the_page() as (window, place):
        workspace = window.context.workspace
        assert workspace is not None
        operation = system(place).operation("pay")
        assert operation is not None
        path = workspace.folder / ".slipway" / RECORDINGS
        Recorder(path).keep("erp", operation, {"amount": "1"}, Recorded(operation="", result={"number": "P1"}))
        place.systems.refresh()
        turn()
        click(place.system.take)
        [answer] = place.parts.connections().of("erp").answers
        assert (answer.operation, answer.when, answer.result) == ("pay", {"amount": "1"}, {"number": "P1"})
        assert read_recordings(path).systems == {}
        undo(window)
        assert place.parts.connections().of("erp").answers == []


def test_how_far_a_copy_is_behind_and_what_differed_is_told_and_it_can_be_brought_up_to_date() -> None:
    with the_page() as (window, place):
        difference = Difference(key="S1", how="changed", column="phone", before="1", after="2")
        states = [SyncView(system="erp", code="s", source="suppliers", at="x", lag=5400, differences=[difference])]
        asked: list[tuple[str, str]] = []
        kept: list[tuple[Any, Any]] = []

        class Runner:
            def close(self) -> None:
                """Nothing to end."""

            def rehearsing(self) -> Runner:
                return self

            def keep_copies(self, register: Any, data: Any, dictionary: Any) -> list[SyncView]:
                kept.append((register, data))
                assert dictionary["elements"]
                return states

            def sync(self, system: str, code: str) -> list[SyncView]:
                asked.append((system, code))
                return [states[0].model_copy(update={"lag": 0, "differences": []})]

        window.context.use_worker(Runner)
        sync = Sync(code="s", source="suppliers", operation="check", every="P1D", on=["changed"])
        place.systems.change(syncs=[sync])
        turn()
        until(lambda: not window.context.jobs.busy)
        turn()
        told = [one.text() for one in place.system.findChildren(QLabel)]
        assert any(text.startswith("1.5 h behind") for text in told)
        assert "S1 · phone: 1 → 2" in told
        button = place.system.findChild(QPushButton, "sync-s")
        assert button is not None
        click(button)
        until(lambda: not window.context.jobs.busy)
        turn()
        assert asked == [("erp", "s")]
        register, data = kept[-1]
        assert register["systems"][0]["syncs"][0]["source"] == "suppliers" and set(data) == {"suppliers"}
        assert any(one.text().startswith("0 s behind") for one in place.system.findChildren(QLabel))
        window.context.use_worker(None)


# -- environments, headers, and who asks --------------------------------------------------------------


def type_and_leave(line: QWidget, text: str) -> None:
    line.setFocus()
    type_over(line, text) if isinstance(line, QLineEdit) else QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return) if isinstance(line, QLineEdit) else line.clearFocus()
    turn()
    turn()


def pick(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    turn()
    turn()


def reach_http(place: FormsRights, url: str = "http://ledger.example/api") -> None:
    choose(place.systems.table, 0, 4, "http")
    type_and_leave(place.system.reach.address.line, url)


def test_an_environment_reaches_a_system_otherwise_and_the_usual_way_stays() -> None:
    with the_page() as (window, place):
        reach_http(place)
        box = place.systems.environment
        click(box.add)
        line = box.box.lineEdit()
        assert line is not None
        type_over(line, "Test")
        QTest.keyClick(line, Qt.Key.Key_Return)
        turn()
        assert box.box.currentText() == "Test"
        type_and_leave(place.system.reach.address.line, "http://test.example/api")
        found = place.parts.connections()
        assert found.environment == "Test"
        assert found.of("erp").url == "http://test.example/api"
        assert found.systems["erp"].url == "http://ledger.example/api"
        pick(box.box, "")
        assert place.system.reach.address.line.text() == "http://ledger.example/api"
        pick(box.box, "Test")
        click(box.remove)
        assert place.parts.connections().environments == {}
        undo(window)
        assert place.parts.connections().of("erp").url == "http://test.example/api"


def test_headers_and_patience_are_said_and_a_bad_line_is_told() -> None:
    with the_page() as (_window, place):
        reach_http(place)
        type_and_leave(place.system.reach.headers, "X-Office: 12")
        assert place.parts.connections().of("erp").headers == {"X-Office": "12"}
        reach = place.system.reach
        for text in ("no colon", "Authorization: Bearer x", "Näme: x"):
            reach.headers.setPlainText(text)
            reach.headers.setFocus()
            type_and_leave(reach.headers, "")
            assert reach.headers_told.text()
        assert place.parts.connections().of("erp").headers == {"X-Office": "12"}
        reach.retry.setValue(2)
        turn()
        turn()
        place.system.reach.backoff.setValue(5)
        turn()
        found = place.parts.connections().of("erp")
        assert (found.retry, found.backoff) == (2, 5.0)


@pytest.mark.parametrize("ring", [True, False])
def test_a_secret_goes_to_the_keyring_or_is_held_for_the_session_and_stands_in_no_file(ring: bool) -> None:
    before, made = keyring.get_keyring(), Backend()
    keyring.set_keyring(made if ring else keyring.backends.fail.Keyring())
    try:
        with the_page() as (window, place):
            reach_http(place)
            pick(place.system.reach.way, "basic")
            type_and_leave(place.system.reach.user.line, "office")
            reach = place.system.reach
            until(lambda: not window.context.jobs.busy)
            turn()
            assert not reach.forget.isEnabled()
            assert ("no keyring" in reach.secret_told.text()) is not ring
            assert reach.secret.echoMode() == reach.secret.EchoMode.Password
            QTest.keyClicks(reach.secret, "s3cr3t")
            click(reach.keep)
            until(lambda: not window.context.jobs.busy)
            turn()
            assert reach.secret.text() == ""
            assert reach.forget.isEnabled()
            assert Keyring().secret("ledger.example", "erp") == "s3cr3t"
            assert made.kept == ({("Slipway ledger.example", "erp"): "s3cr3t"} if ring else {})
            told = place.parts.connections().of("erp").authentication
            assert told is not None
            assert (told.kind, told.user, told.secret) == ("basic", "office", "erp")
            window.context.flush()
            files = [path for path in data_folder().parent.rglob("*") if path.is_file()]
            assert not any(b"s3cr3t" in path.read_bytes() for path in files)
            click(reach.forget)
            until(lambda: not window.context.jobs.busy)
            turn()
            assert not Keyring().has("ledger.example", "erp")
    finally:
        keyring.set_keyring(before)


# -- copies of a system's records ---------------------------------------------------------------------


@contextmanager
def the_copies(**listing: Any) -> Iterator[tuple[MainWindow, FormsRights]]:
    with the_page() as (window, place):
        operation = {"code": "list", "method": "GET", "path": "suppliers", **listing}
        register = edit.add_operation(place.parts.systems(), "erp", "list")
        register = edit.set_operation(register, "erp", "list", **operation)
        place.parts.set_systems(register, "")
        place.systems.refresh()
        turn()
        click(place.systems.view.findChildren(QPushButton)[1])
        yield window, place


def copy_of(place: FormsRights) -> Sync:
    return system(place).syncs[0]


def test_a_copy_is_added_filled_in_and_undone() -> None:
    fields = [{"name": "id", "type": "text"}, {"name": "contact.phone"}]
    with the_copies(output=fields) as (window, place):
        copying, before = place.systems.copying, place.parts.systems()
        assert copying.isVisible()
        click(copying.add_one)
        type_into_cell(copying.copies, 0, 1, "vendors")
        choose(copying.copies, 0, 2, "suppliers")
        choose(copying.copies, 0, 3, "list")
        type_into_cell(copying.copies, 0, 4, "data.found")
        choose(copying.copies, 0, 5, "PT4H")
        type_into_cell(copying.copies, 0, 6, "供应商变更, moved")
        choose(copying.copies, 0, 7, "name")
        choose(copying.fields, 0, 1, "id")
        choose(copying.fields, 2, 1, "contact.phone")
        made = copy_of(place)
        assert (made.code, made.source, made.operation, made.rows) == ("vendors", "suppliers", "list", "data.found")
        assert (made.every, made.on, made.key) == ("PT4H", ["供应商变更", "moved"], "name")
        assert made.fields == {"code": "id", "phone": "contact.phone"}
        assert "(tells apart)" in texts(copying.fields.model())[1]
        choose(copying.fields, 0, 1, "")
        assert copy_of(place).fields == {"phone": "contact.phone"}
        click(copying.remove_one)
        assert system(place).syncs == []
        while place.parts.systems() != before:
            undo(window)


def test_a_list_that_comes_by_pages_says_how() -> None:
    with the_copies() as (_window, place):
        copying = place.systems.copying
        click(copying.add_one)
        pick(copying.pages, "offset")
        assert copying.page.isVisible()
        assert not copying.next.isVisible()
        type_over(copying.page, "skip")
        QTest.keyClick(copying.page, Qt.Key.Key_Return)
        turn()
        type_over(copying.length, "")
        QTest.keyClick(copying.length, Qt.Key.Key_Return)
        copying.rows.setValue(50)
        copying.most.setValue(9)
        turn()
        assert copy_of(place).paging == Paging(by="offset", page="skip", size="", first=0, rows=50, most=9)
        type_over(copying.page, "")
        QTest.keyClick(copying.page, Qt.Key.Key_Return)
        assert copying.page.text() == "skip"  # a page has to be named
        pick(copying.pages, "next")
        type_over(copying.next, "links.next")
        QTest.keyClick(copying.next, Qt.Key.Key_Return)
        paging = copy_of(place).paging
        assert paging is not None
        assert (paging.by, paging.next, paging.page) == ("next", "links.next", "cursor")
        pick(copying.pages, "")
        assert copy_of(place).paging is None


def test_a_field_is_typed_where_nothing_is_agreed_on_the_answer() -> None:
    with the_copies() as (_window, place):
        copying = place.systems.copying
        click(copying.add_one)
        choose(copying.copies, 0, 2, "suppliers")
        choose(copying.copies, 0, 3, "list")
        type_into_cell(copying.fields, 0, 1, "vendor.id")
        assert copy_of(place).fields == {"code": "vendor.id"}


def test_what_differed_is_told_field_by_field_after_a_run_and_why_one_failed() -> None:
    with the_copies() as (_window, place):
        copying = place.systems.copying
        click(copying.add_one)
        choose(copying.copies, 0, 2, "suppliers")
        asked: list[tuple[str, str]] = []
        copying.syncAsked.disconnect()
        copying.syncAsked.connect(lambda *one: asked.append(one))
        click(copying.ask)
        assert asked == [("erp", "copy")]
        found = [
            Difference(key="S1", how="changed", column="phone", before=None, after="2"),
            Difference(key="S2", how="gone"),
        ]  # fmt: skip
        state = SyncView(system="erp", code="copy", source="suppliers", at="x", lag=60, differences=found)
        place.systems.show_copies([state])
        rows = copying.differences.model()
        assert [texts(rows, column) for column in range(4)] == [["S1", "S2"], ["phone", ""], ["–", ""], ["2", "gone"]]
        assert copying.stands.text().startswith("1 min behind")
        failed = state.model_copy(update={"failure": "connect.shape", "detail": "code"})
        place.systems.show_copies([failed])
        assert copying.stands.text().endswith("(code).")


def test_how_a_field_is_written_and_how_long_it_may_be() -> None:
    with the_page() as (window, place):
        page, told = place.systems, list[str]()
        window.context.reported.connect(lambda error: told.append(error.code))
        click_cell(page.asking.operations, 1, 1)
        row = row_of(page.asking.fields.model(), "day", 1)
        type_into_cell(page.asking.fields, row, 6, "DD/MM")
        assert told == ["systems.format-refused"]
        type_into_cell(page.asking.fields, row, 6, "dd/MM/yyyy")
        type_into_cell(page.asking.fields, 0, 7, "34")
        made = system(place).operation("pay")
        assert made is not None
        assert (made.input[2].format, made.input[0].length) == ("dd/MM/yyyy", 34)
        type_into_cell(page.asking.fields, 0, 7, "0")
        undone = system(place).operation("pay")
        assert undone is not None
        assert undone.input[0].length is None
