"""The window: places, language, theme, files and settings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from modeler.ui.actions import ACTIONS
from modeler.ui.app import make_window
from modeler.ui.files import sample_workspace
from modeler.ui.help import HelpDialog
from modeler.ui.later import Later
from modeler.ui.places import PLACES
from modeler.ui.places.design import Design
from runner.core import i18n
from runner.core.i18n import tr
from runner.core.settings import Settings, table
from tests.ui.window_builder import a_window, turn

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("sqlalchemy", "networkx", "SpiffWorkflow", "numpy", "pydantic", "babel", "jinja2")
FOR_A_HAND = (
    "modeler.document.commands", "modeler.lint", "modeler.layout", "modeler.ui.canvas.clipboard",
    "modeler.ui.canvas.interaction", "modeler.ui.canvas.menus", "modeler.ui.canvas.minimap", "modeler.ui.canvas.pad",
    "modeler.ui.canvas.palette", "modeler.ui.canvas.picker", "modeler.ui.canvas.search",
    "modeler.ui.canvas.tools.select", "modeler.ui.canvas.undrawn", "modeler.ui.canvas.verbs",
    "modeler.ui.canvas.walk",
    "modeler.ui.panels.checker", "modeler.ui.panels.problems", "modeler.ui.panels.properties",
    "modeler.ui.panels.remarks", "modeler.ui.finder", "modeler.ui.help",
    "datetime", "hashlib", "html", "platform", "platformdirs", "secrets",
    "modeler.ui.closing", "modeler.ui.disk", "modeler.ui.held", "modeler.ui.steps",
)  # fmt: skip
"""What nobody needs before the first picture."""
LARGE = ("QFileDialog", "QGradient", "QInputDialog", "QPlainTextEdit", "QStyle")
"""Classes of Qt whose hundreds of constants are made at their first use: a call that only asks whether it was
given one of them makes them all."""
STARTED = """
import dataclasses, gc, sys
from PySide6.QtWidgets import QApplication
written, plain = [], dataclasses.dataclass
def noted(cls=None, /, **options):
    if cls is None:
        return lambda made: noted(made, **options)
    written.append(f"{{cls.__module__}}.{{cls.__name__}}")
    return plain(cls, **options)
dataclasses.dataclass = noted
def shown(*_arguments):
    app = QApplication.instance()
    window = next(item for item in app.topLevelWidgets() if item.isVisible())
    if sys.argv[1:]:
        window.place_widget("design").canvas.grab()
    window.grab()
    print([name for name in {names!r} if name in sys.modules])
    print([name for name in written if name.startswith(("modeler.", "runner."))])
    print([one.__name__ for one in gc.get_objects() if isinstance(one, type) and one.__name__ in {large!r}])
    window.close()
QApplication.exec = shown
from modeler.__main__ import main
main()
"""


@pytest.mark.parametrize("file", ["", "resources/samples/office/processes/leave.bpmn"])
def test_until_the_first_picture_nothing_is_loaded_that_it_does_not_show(file: str, tmp_path: Path) -> None:
    names = (*HEAVY, *FOR_A_HAND) if file else (*HEAVY, *FOR_A_HAND, "lxml", "modeler.ui.canvas.view")
    started = [shutil.copy(file, tmp_path)] if file else []
    done = subprocess.run(
        [sys.executable, "-c", STARTED.format(names=names, large=LARGE), *started],
        cwd=ROOT,
        env={"SLIPWAY_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded, compiled, large = done.stdout.splitlines()
    assert loaded == "[]"
    assert compiled == "[]", "what a start loads takes its dataclass from runner.core.values"
    assert large == "[]"


def test_the_first_picture_shows_the_drawing_and_keeps_room_for_the_rest() -> None:
    with a_window() as window:
        window.context.later.finish()
        window.files.open_path(sample_workspace() / "processes" / "leave.bpmn")
        design = cast(Design, window.place_widget("design"))
        window.grab()
        assert "properties" not in vars(design)
        assert design.canvas.scene.nodes
        before = design.canvas.geometry()
        window.context.later.finish()
        window.grab()
        assert design.properties.isVisible()
        assert design.palette_bar.isVisible()
        assert design.problems.isVisible()
        assert design.canvas.geometry() == before


@pytest.mark.parametrize(("language", "size"), [("en", 13), ("zh", 13), ("en", 20)])
def test_the_steps_come_after_the_first_picture_and_move_nothing(language: str, size: int) -> None:
    settings = Settings()
    settings.set("language", language)
    settings.set("text-size", size)
    window = make_window(settings)
    window.files.open_path(sample_workspace() / "processes" / "leave.bpmn")
    window.show()
    window.grab()
    design = cast(Design, window.place_widget("design"))
    before = [widget.geometry() for widget in (window.strip, design, design.canvas)]
    assert [one.text() for one in window.strip.findChildren(QPushButton)] == [""]
    window.context.later.finish()
    window.grab()
    assert len([one for one in window.strip.findChildren(QPushButton) if one.text()]) == 6
    assert [widget.geometry() for widget in (window.strip, design, design.canvas)] == before
    window.close()
    window.deleteLater()
    turn()


def test_a_hand_that_comes_before_the_rest_finds_its_tools() -> None:
    with a_window() as window:
        window.files.open_path(sample_workspace() / "processes" / "leave.bpmn")
        canvas = cast(Design, window.place_widget("design")).canvas
        step = next(node for node in canvas.scene.nodes.values() if node.record.tag == "userTask")
        where = canvas.camera.rect(step.record.bounds).center().toPoint()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=where)
        assert canvas.selection.ids == (step.record.id,)
        assert canvas.pad.isVisible()


def test_what_waits_is_done_one_by_one_after_the_first_picture() -> None:
    later, owner, gone, done = Later(), QObject(), QObject(), list[str]()
    later.add(owner, lambda: done.append("first"))
    later.add(gone, lambda: done.append("of one that is gone"))
    later.add(owner, lambda: done.append("second"))
    turn()
    assert done == []
    gone.deleteLater()
    turn()
    later.begin()
    turn(10)
    assert done == ["first", "second"]
    assert later.is_done
    later.add(owner, lambda: done.append("third"))
    turn(10)
    assert done[2:] == ["third"]


def test_what_follows_the_first_picture_is_done_once_before_it_and_at_once_behind_it() -> None:
    later, owner, done = Later(), QObject(), list[str]()

    def act() -> None:
        done.append("act")

    later.once_seen(owner, act)
    later.once_seen(owner, act)
    assert done == []
    later.finish()
    assert done == ["act"]
    later.once_seen(owner, act)
    assert done == ["act", "act"]


def test_void_calls_leave_the_count_of_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _time in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 500


def test_first_the_start_page_is_shown() -> None:
    with a_window() as window:
        assert window.place == "library"
        assert not window.strip.isVisible()


@pytest.mark.parametrize("place", [key for key in ("library", "design", "improve") if key in PLACES])
def test_each_place_is_made_when_first_shown(place: str) -> None:
    with a_window(sample=True) as window:
        window.show_place(place)
        assert window.place == place
        assert window.place_widget(place) is not None


def test_without_a_process_a_place_invites() -> None:
    with a_window() as window:
        window.show_place("design")
        assert window.place_widget("design") is None


def test_alt_and_a_number_switches_the_place() -> None:
    with a_window(sample=True) as window:
        window.activateWindow()
        QTest.qWaitForWindowActive(window)
        QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        turn()
        assert window.place == "library"


def test_switching_the_language_changes_every_text_at_once() -> None:
    with a_window(sample=True) as window:
        window.switch_language()
        turn()
        assert i18n.current_language() == "zh"
        assert window.commands.actions["file.save"].text() == tr("Save") != "Save"
        assert window.place == "design"
        window.switch_language()
        turn()
        assert window.commands.actions["file.save"].text() == "Save"


def test_switching_the_language_keeps_the_selection() -> None:
    with a_window(sample=True) as window:
        window.context.selection.set(["Task_head"])
        window.switch_language()
        turn()
        assert window.context.selection.ids == ("Task_head",)


def test_switching_the_theme_redraws_everything() -> None:
    with a_window(sample=True) as window:
        light = window.palette().window().color().name()
        window.switch_theme()
        turn()
        assert window.context.theme.name == "dark"
        assert window.palette().window().color().name() != light


def test_full_screen_leaves_the_canvas_alone() -> None:
    with a_window(sample=True) as window:
        window.toggle_full()
        assert not window.header.isVisible()
        assert not window.status.isVisible()
        window.toggle_full()
        assert window.header.isVisible()


def test_nothing_is_cut_off_at_1280_by_720() -> None:
    for language in ("en", "zh"):
        with a_window(sample=True, language=language) as window:
            for place in PLACES:
                if place in ("library", "design", "improve"):
                    window.show_place(place)
                    turn()
                    assert window.minimumSizeHint().width() <= 1280
                    assert window.minimumSizeHint().height() <= 720


def test_closing_with_changes_asks_and_staying_keeps_the_window() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None
        _rename(document, "Task_head", "Other")
        asked: list[str] = []
        window.files.ask = lambda question, _text: asked.append(question) or "stay"  # type: ignore[method-assign,func-returns-value]
        assert not window.close()
        assert len(asked) == 1
        assert window.context.document is document


def test_saving_writes_the_file_and_makes_it_clean() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        _rename(document, "Task_head", "Renamed here")
        assert window.isWindowModified()
        window.commands.run("file.save")
        assert not document.is_dirty
        assert "Renamed here" in Path(document.path).read_text("utf-8")
        assert not window.isWindowModified()


def test_the_sample_is_copied_once_and_kept() -> None:
    folder = sample_workspace()
    (folder / "mine.txt").write_text("kept")
    assert sample_workspace() == folder
    assert (folder / "mine.txt").read_text() == "kept"


def test_a_file_that_is_missing_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    with a_window() as window:
        assert not window.files.open_path(tmp_path / "none.bpmn")
        assert window.banner.isVisible()


def test_a_package_opens_for_rehearsal_in_a_folder_of_its_own(tmp_path: Path) -> None:
    from modeler.compile import compile_process
    from modeler.document.workspace import open_workspace
    from runner.bundle.archive import write_package

    workspace = open_workspace(sample_workspace())
    document = workspace.open_process("processes/leave.bpmn")
    compiled = compile_process(document, workspace)
    assert compiled.bundle is not None
    write_package(compiled.bundle, tmp_path / "leave.slip")
    workspace.close()
    with a_window() as window:
        assert window.files.open_path(tmp_path / "leave.slip")
        assert window.place == "rehearse"
        assert window.context.workspace is not None
        assert "received" in window.context.workspace.folder.parts


def test_a_file_on_its_own_does_not_borrow_the_people_of_another_workspace(tmp_path: Path) -> None:
    with a_window(sample=True) as window:
        first = window.context.document
        assert first is not None and first.path is not None
        lone = tmp_path / "lone.bpmn"
        lone.write_bytes(Path(first.path).read_bytes())
        window.files.open_path(lone)
        assert window.context.workspace is None
        assert window.context.organization.users == []
        window.files.next()
        assert window.context.document is first
        assert window.context.workspace is not None
        window.files.previous()
        assert window.context.document is not first


def test_opening_twice_shows_the_same_document() -> None:
    with a_window(sample=True) as window:
        document = window.context.document
        assert document is not None and document.path is not None
        window.files.open_path(document.path)
        assert window.context.document is document
        assert len(window.context.documents) == 1


def test_closing_a_process_and_reopening_it() -> None:
    with a_window(sample=True) as window:
        assert window.files.close_current()
        assert window.context.document is None
        assert window.place == "library"
        window.files.reopen()
        assert window.context.document is not None


def test_shortcuts_are_unique_and_every_icon_ships() -> None:
    from runner.ui.kit.icons import icon_names

    keys = [QKeySequence(key).toString() for spec in ACTIONS.values() for key in spec.keys]
    assert len(keys) == len(set(keys))
    names = set(icon_names())
    assert {spec.icon for spec in ACTIONS.values() if spec.icon} <= names
    assert {spec.icon for spec in PLACES.values()} <= names


def test_every_verb_of_the_table_exists() -> None:
    with a_window(sample=True) as window:
        design = window.place_widget("design")
        for spec in ACTIONS.values():
            owner, _dot, rest = spec.verb.partition(".")
            target = {"window": window, "files": window.files}.get(owner)
            if target is not None:
                assert callable(getattr(target, rest.partition(":")[0])), spec.id
            else:
                assert design.can(rest), spec.id  # type: ignore[union-attr]


def test_every_place_and_action_has_a_help_page_in_both_languages() -> None:
    from modeler.ui.help import ORDER, page_path

    for page in {*ORDER, *(spec.help for spec in PLACES.values())}:
        for language in ("en", "zh"):
            path = page_path(page, language)
            assert path is not None and path.parent.name == language, page


def test_settings_dialog_shows_every_row_with_a_label() -> None:
    from modeler.ui.settings_dialog import SettingsDialog

    with a_window() as window:
        dialog = SettingsDialog(window)
        assert set(dialog.editors) == {row.key for row in table().values() if row.label}
        dialog.close()


def test_text_size_changes_at_once() -> None:
    with a_window() as window:
        before = window.fontMetrics().height()
        window.context.settings.set("text-size", 18)
        turn()
        assert window.fontMetrics().height() > before


def test_f1_opens_the_page_of_the_place() -> None:
    from modeler.ui.help import HelpDialog

    with a_window(sample=True) as window:
        window.show_help("design")
        dialogs = window.findChildren(HelpDialog)
        assert len(dialogs) == 1
        assert "Design" in dialogs[0].browser.toPlainText()
        dialogs[0].close()


def test_the_tour_leads_through_the_real_places() -> None:
    from modeler.ui.tour import start_tour

    with a_window() as window:
        card = start_tour(window)
        assert window.place == "design"
        assert window.context.document is not None
        card.end()


def _rename(document: object, element: str, name: str) -> None:
    from modeler.document.commands import rename

    rename(document, element, name)  # type: ignore[arg-type]


def test_help_opens_at_the_part_that_the_selection_needs() -> None:
    with a_window(sample=True) as window:
        window.context.selection.set(["Gateway_days"])
        turn()
        design = window.place_widget("design")
        assert design is not None
        assert design.properties.property("help") == "elements#gateways"
        window.show_help("elements#gateways")
        dialog = window.findChild(HelpDialog)
        assert dialog is not None
        turn()
        assert dialog.browser.verticalScrollBar().value() > 0
        assert "<!--" not in dialog.browser.toPlainText()
        dialog.close()
