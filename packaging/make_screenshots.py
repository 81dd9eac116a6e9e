"""Drive the real window through the screenshot set and write PNG files to `build/screenshots/`.

    python packaging/make_screenshots.py            both languages, both themes, 1440 x 900 and 1280 x 720
    python packaging/make_screenshots.py --quick    both languages, light, 1440 x 900
    python packaging/make_screenshots.py --only NAME   scenes whose name begins so
    python packaging/make_screenshots.py --readme   the two pictures of the README, into `docs/`

Works without a screen (offscreen). A scene that fails is named at the end, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from make_approval_scenes import SCENES as APPROVAL_SCENES
from make_chain_scenes import SCENES as CHAIN_SCENES
from make_dictionary_scenes import SCENES as DICTIONARY_SCENES
from make_expression_scenes import SCENES as EXPRESSION_SCENES
from make_form_scenes import SCENES as FORM_SCENES
from make_hand_scenes import SCENES as HAND_SCENES
from make_organization_scenes import SCENES as ORGANIZATION_SCENES
from make_player_scenes import SCENES as PLAYER_SCENES
from make_publish_scenes import SCENES as PUBLISH_SCENES
from make_rehearsal_scenes import SCENES as REHEARSAL_SCENES
from make_rights_scenes import SCENES as RIGHTS_SCENES
from make_scene_set import SceneSet
from make_store_scenes import SCENES as STORE_SCENES
from make_system_scenes import SCENES as SYSTEM_SCENES
from make_tool_scenes import SCENES as TOOL_SCENES

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
OUTPUT = ROOT / "build" / "screenshots"
SIZES = ((1440, 900), (1280, 720))
README_SCENE = "04-design-task"
README_BYTES = 250_000
LATEST = 30.0  # seconds that a scene may wait for work beside the window

SCENES = SceneSet()
scene = SCENES.scene


class Stage:
    """The window on the sample, and ways to wait."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.context = window.context

    def on_leave(self) -> None:
        """Go back to the leave request where an earlier scene left another process open."""
        if "Task_hr" not in self.context.document.index.nodes:
            self.window.files.open_sample()
            self.settle()

    def turn(self, seconds: float = 0.0) -> None:
        """Let the window work, deletions too."""
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        end = time.monotonic() + seconds
        while True:
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if time.monotonic() >= end:
                return
            time.sleep(0.01)

    def settle(self, extra: float = 0.2) -> None:
        """Wait until nothing is under way beside the window."""
        end = time.monotonic() + LATEST
        self.turn(0.1)
        while self.context.jobs.busy and time.monotonic() < end:
            self.turn(0.05)
        self.turn(extra)

    def place(self, name: str) -> Any:
        """Show a place and give its widget."""
        self.window.show_place(name)
        self.settle()
        return self.window.place_widget(name)

    def select(self, *elements: str) -> None:
        """Select on the canvas."""
        self.context.selection.set(elements)


@scene("01-start-page")
def start_page(stage: Stage) -> None:
    stage.place("library").show_page("start")


@scene("02-library")
def library(stage: Stage) -> None:
    stage.place("library").show_page("processes")


@scene("02-library-cards")
def library_cards(stage: Stage) -> Any:
    place = stage.place("library")
    place.show_page("processes")
    place._view.set_current("cards")
    place._show_entries()
    return lambda: place._switch_view("table")


@scene("03-design")
def design(stage: Stage) -> None:
    stage.place("design")
    stage.select()


@scene("04-design-task")
def design_task(stage: Stage) -> None:
    stage.place("design")
    stage.select("Task_head1")


@scene("05-design-problems")
def design_problems(stage: Stage) -> Any:
    from modeler.document.commands import set_extension, set_property

    stage.place("design")
    document = stage.context.document
    with document.transaction("Break"):
        set_extension(document, "Task_hr", "handler", None)
        set_property(document, "Flow_two", "condition", None)
    stage.select("Flow_two")
    stage.turn(0.6)
    return document.undo


@scene("06-morph-menu")
def morph_menu(stage: Stage) -> Any:
    place = stage.place("design")
    stage.select("Task_record")
    place.canvas.morph()
    return lambda: close_popups(stage)


@scene("07-form-designer")
def form_designer(stage: Stage) -> None:
    stage.place("forms-rights").show_page("form", "leave")


@scene("08-field-rights")
def field_rights(stage: Stage) -> None:
    stage.place("forms-rights").show_page("rights", "leave")


@scene("10-dictionary")
def dictionary(stage: Stage) -> None:
    stage.place("forms-rights").show_page("dictionary")


@scene("11-process-rights")
def process_rights(stage: Stage) -> None:
    stage.place("forms-rights").show_page("process")


SCENES.update(REHEARSAL_SCENES)


@scene("13-simulate")
def simulate(stage: Stage) -> None:
    place = stage.place("simulate")
    place.do_run()
    end = time.monotonic() + LATEST
    while place.is_running and time.monotonic() < end:
        stage.turn(0.1)


@scene("13-simulate-queues")
def simulate_queues(stage: Stage) -> None:
    stage.place("simulate").show_view("queue")


@scene("13-simulate-rules")
def simulate_rules(stage: Stage) -> None:
    from runner.simulate.scenario import People

    place = stage.place("simulate")
    place.study.change(people=People(by="rules", calendar="office", cost_per_hour="60"))
    place.inputs.rebuild()
    simulate(stage)
    place.show_view("use")


@scene("14-publish-plan")
def publish(stage: Stage) -> None:
    place = stage.place("publish")
    target = OUTPUT.parent / "published"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    place.use_target(f"folder:{target}")
    place.make_plan()


@scene("15-publish-receipt")
def receipt(stage: Stage) -> None:
    place = stage.place("publish")
    place.publish()


@scene("15-publish-verified")
def verified(stage: Stage) -> None:
    stage.place("publish").published.verify()


@scene("15-publish-changed")
def changed(stage: Stage) -> Any:
    from modeler.document.commands import connect, remove, rename

    place, document = stage.place("publish"), stage.window.context.document
    assert document is not None
    workspace = stage.window.context.workspace
    flow = next(iter(document.index.flows.values()))
    with document.transaction("change"):
        rename(document, "Task_hr", "人事复核")
        remove(document, [flow.id])
        connect(document, flow.source, flow.target)
    place.set_version("1.1.0")
    place.make_plan()

    def back() -> None:
        document.undo()
        assert workspace is not None
        workspace.info_file.undo()

    return back


SCENES.update(PUBLISH_SCENES)


@scene("16-improve")
def improve(stage: Stage) -> None:
    stage.place("improve")


@scene("17-command-palette")
def palette(stage: Stage) -> Any:
    stage.place("design")
    from modeler.ui.finder import show_finder

    return show_finder(stage.window, "rs").end


@scene("18-settings")
def settings(stage: Stage) -> Any:
    from modeler.ui.settings_dialog import show_settings

    return show_settings(stage.window)


@scene("19-shortcuts")
def shortcuts(stage: Stage) -> Any:
    from modeler.ui.shortcuts import show_shortcuts

    return show_shortcuts(stage.window)


@scene("20-help")
def help_page(stage: Stage) -> Any:
    from modeler.ui.help import show_help

    return show_help(stage.window, "design")


@scene("21-error-sentence")
def error_sentence(stage: Stage) -> Any:
    stage.place("library").show_page("start")
    stage.window.files.open_path(Path(tempfile.gettempdir()) / "no-such-process.bpmn")
    return stage.window.banner.hide


@scene("22-tour")
def tour(stage: Stage) -> Any:
    from modeler.ui.tour import start_tour

    return start_tour(stage.window).end


@scene("23-thousand-nodes")
def thousand(stage: Stage) -> Any:
    from modeler.document.io import document_from_bytes
    from tests.bench.models import bpmn_of

    document = document_from_bytes(bpmn_of(1000), "thousand.bpmn")
    before = stage.context.document
    stage.context.show_document(document)
    stage.place("design")

    def back() -> None:
        stage.context.show_document(before)
        stage.context.close_document(document)

    return back


for more in (
    ORGANIZATION_SCENES, TOOL_SCENES, HAND_SCENES, DICTIONARY_SCENES, FORM_SCENES, EXPRESSION_SCENES, PLAYER_SCENES,
    RIGHTS_SCENES, STORE_SCENES, SYSTEM_SCENES,
):  # fmt: skip
    SCENES.update(more)
SCENES.update(CHAIN_SCENES)
SCENES.update(APPROVAL_SCENES)


def close_popups(stage: Stage) -> None:
    """Close whatever menu is open."""
    from PySide6.QtWidgets import QApplication

    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        stage.turn()


def shoot(stage: Stage, name: str, folder: Path) -> None:
    """Play one scene, take its picture and put everything back."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication, QDialog

    outcome = SCENES[name](stage)
    stage.settle()
    picture = stage.window.grab()
    popup = QApplication.activePopupWidget()
    above = outcome if isinstance(outcome, QDialog) else popup
    if above is not None:  # windows of their own are not part of the window's picture
        from PySide6.QtGui import QColor, QPainter

        painter = QPainter(picture)
        corner = above.mapToGlobal(QPoint(0, 0)) - stage.window.mapToGlobal(QPoint(0, 0))
        if isinstance(outcome, QDialog):
            corner = QPoint(
                (stage.window.width() - above.width()) // 2, (stage.window.height() - above.height()) // 2
            )
        painter.drawPixmap(corner, above.grab())
        painter.setPen(QColor(stage.context.theme.strong_line))
        painter.drawRect(corner.x(), corner.y(), above.width(), above.height())
        painter.end()
    picture.save(str(folder / f"{name}.png"))
    if isinstance(outcome, QDialog):
        outcome.close()
    elif callable(outcome):
        outcome()
    close_popups(stage)
    stage.settle(0.05)


def series(language: str, theme: str, size: tuple[int, int], only: str) -> list[str]:
    """All scenes in one language, theme and size; returns the names of those that failed."""
    from modeler.ui.app import application, make_window
    from runner.core.settings import Settings

    os.environ["SLIPWAY_HOME"] = tempfile.mkdtemp(prefix="slipway-shots-")
    application()
    settings = Settings()
    settings.set("language", language)
    settings.set("theme", theme)
    window = make_window(settings)
    window.resize(*size)
    window.show()
    window.activateWindow()
    stage = Stage(window)
    folder = OUTPUT / f"{language}-{theme}-{size[0]}x{size[1]}"
    folder.mkdir(parents=True, exist_ok=True)
    window.files.open_sample()
    stage.settle()
    failed = []
    for name in SCENES:
        if not name.startswith(only):
            continue
        try:
            shoot(stage, name, folder)
        except Exception:  # noqa: BLE001  # one scene must not keep the others from being taken
            traceback.print_exc()
            failed.append(f"{folder.name}/{name}")
    window.files.ask = lambda _question, _text: "drop"
    window.close()
    window.deleteLater()
    stage.turn()
    shutil.rmtree(os.environ["SLIPWAY_HOME"], ignore_errors=True)
    return failed


def readme(language: str) -> Path:
    """The leave request in Design with a task selected, as the README shows it; returns the file."""
    from PySide6.QtGui import QImage

    from runner.core.atomic import write_bytes

    folder = OUTPUT / f"{language}-light-{SIZES[0][0]}x{SIZES[0][1]}"
    failed = series(language, "light", SIZES[0], README_SCENE)
    if failed:
        raise RuntimeError(f"not taken: {failed}")
    image = QImage(str(folder / f"{README_SCENE}.png"))
    target = ROOT / "docs" / f"design-{language}-light.png"
    data = _png(image)
    if len(data) > README_BYTES:  # few colours: a palette changes nothing that an eye would see
        data = _png(image.convertToFormat(QImage.Format.Format_Indexed8))
    if len(data) > README_BYTES:
        raise RuntimeError(f"{target.name} has {len(data):,} bytes, more than {README_BYTES:,}")
    write_bytes(target, data)
    return target


def _png(image: Any) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 0)  # type: ignore[call-overload]  # 0: as small as it goes
    return bytes(buffer.data().data())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--language", choices=("en", "zh"))
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    if options.readme:
        for language in ("en", "zh"):
            target = readme(language)
            print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")
        return 0
    failed = []
    for language in [options.language] if options.language else ["en", "zh"]:
        for theme in [options.theme] if options.theme else ["light"] if options.quick else ["light", "dark"]:
            for size in SIZES[:1] if options.quick else SIZES:
                failed += series(language, theme, size, options.only)
    written = len(list(OUTPUT.rglob("*.png")))
    print(f"{written} pictures in {OUTPUT}")
    for name in failed:
        print(f"failed: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
