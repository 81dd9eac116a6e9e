"""The Publish place: plan, publish, receipt, refusals that say what to do, history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from modeler.document.commands import remove, rename
from modeler.document.io import to_bytes
from modeler.ui.places.publish import Publish
from modeler.ui.window import MainWindow
from tests.ui.window_builder import a_window, turn, until


@contextmanager
def the_place(server: Path) -> Iterator[tuple[MainWindow, Publish]]:
    """The window on the sample, planned for that folder."""
    server.mkdir(exist_ok=True)
    with a_window(sample=True) as window:
        window.show_place("publish")
        place = window.place_widget("publish")
        assert isinstance(place, Publish)
        assert place.empty.isVisible() and not place.go.isEnabled()
        place.use_target(f"folder:{server}")
        until(lambda: place._prepared is not None)
        yield window, place


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 12))
    turn()


def publish(place: Publish) -> None:
    click(place.go)
    until(lambda: not place.story.receipt.isHidden())


def outcome(place: Publish, step: str) -> str:
    return place.story.steps[step].outcome.text()


def test_a_version_is_published_verified_and_then_unchanged(tmp_path: Path) -> None:
    server = tmp_path / "server"
    with the_place(server) as (_window, place):
        assert place.go.isEnabled()
        assert place.story.table.model().rowCount() > 5
        assert place.story.table.model().index(0, 0).data() == "Process diagram"
        publish(place)
        receipt = place.story.receipt.receipt
        assert receipt is not None and receipt.state == "published"
        package = server / receipt.package / receipt.version / f"{receipt.package}-{receipt.version}.slip"
        assert package.is_file()
        click(place.story.receipt.verify)
        until(lambda: bool(place.story.receipt.verified.text()))
        assert "Intact" in place.story.receipt.verified.text()
        assert len(place.where.entries) == 1
        place.entered()
        assert not place.go.isEnabled(), "what has just been published is not offered again"
        assert f"Latest there: {receipt.version}" in place.before.facts.text()
        assert receipt.digest in place.story.receipt.as_text()
        place.make_plan()
        until(lambda: place._prepared is not None)
        assert outcome(place, "plan") == "nothing to change"
        publish(place)
        assert place.story.receipt.receipt.state == "unchanged"  # type: ignore[union-attr]
        package.write_bytes(package.read_bytes()[:-20] + b"x" * 20)
        place.show_receipt(receipt, old=True)
        click(place.story.receipt.verify)
        until(lambda: bool(place.story.receipt.verified.text()))
        assert place.story.receipt.verified.property("role") == "bad"


def test_a_version_with_other_contents_is_refused_and_the_next_one_offered(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (window, place):
        document, workspace = window.context.document, window.context.workspace
        assert document is not None and workspace is not None
        before = workspace.info_file.to_bytes()
        publish(place)
        rename(document, "Task_hr", "HR looks at it")
        until(lambda: place._prepared is not None)
        assert not place.go.isEnabled()
        assert place.story.raising.isVisible()
        assert place.before.unsaved.isVisible()
        buttons = [one for one in place.story.version_buttons() if isinstance(one, QPushButton)]
        assert [one.text().partition(",")[0] for one in buttons] == ["1.0.1", "1.1.0", "2.0.0"]
        click(buttons[1])
        until(lambda: place._prepared is not None)
        assert workspace.info.version == "1.1.0"
        rows = place.story.table.model()
        told = [[str(rows.index(row, column).data()).strip() for column in range(3)] for row in range(3)]
        assert told[0] == ["Process diagram", "processes/leave.bpmn", "changed"]
        assert told[1][0].startswith("User task · HR looks at it") and told[1][2] == "changed"
        assert told[1][1].startswith("Name: ") and told[1][1].endswith("→ HR looks at it")
        assert place.go.isEnabled() and not place.story.raising.isVisible()
        window.commands.run("edit.undo")
        until(lambda: place._prepared is not None)
        assert workspace.info_file.to_bytes() == before and place.story.raising.isVisible()
        window.commands.run("edit.redo")
        until(lambda: place._prepared is not None)
        publish(place)
        assert not workspace.info_file.is_dirty
        assert b'"version": "1.1.0"' in (workspace.folder / "workspace.json").read_bytes()
        assert [one.title.text().split()[-1] for one in place.where.entries] == ["1.1.0", "1.0.0"]
        click(place.where.entries[1])
        assert place.story.receipt.receipt.version == "1.0.0"  # type: ignore[union-attr]


def test_problems_of_the_model_are_listed_and_lead_to_their_element(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (window, place):
        document = window.context.document
        assert document is not None
        ends = [one.id for one in document.index.nodes.values() if one.tag == "endEvent"]
        remove(document, ends)
        until(lambda: bool(place.story.cards))
        card = next(one for one in place.story.cards if one.problem.element)
        click(card)
        assert window.place == "design"
        assert window.context.selection.ids == (card.problem.element,)


def test_what_cannot_be_compiled_is_not_published(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (window, place):
        document = window.context.document
        assert document is not None
        starts = [one.id for one in document.index.nodes.values() if one.tag == "startEvent"]
        before = to_bytes(document)
        remove(document, [one.id for one in document.index.nodes.values() if one.id not in starts])
        remove(document, starts)
        turn()
        assert not place.go.isEnabled()
        assert place.story.cards
        document.undo()
        document.undo()
        assert to_bytes(document) == before
        until(lambda: place._prepared is not None)
        assert place.go.isEnabled()


def test_a_place_that_cannot_be_used_is_told_in_words(tmp_path: Path) -> None:
    with the_place(tmp_path / "server") as (_window, place):
        file = tmp_path / "file"
        file.write_text("x")
        place.use_target(f"nowhere:{file}")
        until(lambda: bool(place.story.cards))
        assert "nowhere" in place.story.cards[0].title.text()
        assert not place.go.isEnabled()
        assert len(place.where.targets()) == 2
        click(place.where.forget)
        assert place.where.targets() == [f"folder:{tmp_path / 'server'}"]
        until(lambda: place._prepared is not None)


def test_somebody_who_published_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    from modeler.publish import pipeline

    with the_place(tmp_path / "server") as (window, place):
        prepared = place._prepared
        assert prepared is not None
        pipeline.publish(prepared.package, f"folder:{tmp_path / 'server'}")
        place._prepared = prepared  # what was looked at is older than what is there
        click(place.go)
        until(lambda: window.banner.isVisible())
        until(lambda: place._prepared is not None)
        assert outcome(place, "plan") == "nothing to change"
