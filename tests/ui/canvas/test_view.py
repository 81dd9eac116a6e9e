"""What the canvas shows: overlays, themes, planes, sizes, pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from modeler.bpmn.elements import SPECS
from modeler.document import commands
from modeler.document.document import Document
from modeler.document.io import new_document, open_document
from modeler.reports.svg import to_svg, visible_nodes
from modeler.ui.canvas.export import text_measure, to_image, to_png
from modeler.ui.canvas.overlays.badges import _place, remark_place
from modeler.ui.canvas.palette import ELEMENTS, PaletteWidget
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.view import CanvasView
from runner.core import i18n
from runner.core.tokens import DARK, LIGHT
from tests.bench.models import bpmn_of
from tests.ui.canvas.conftest import Hand

MIWG = ("A.1.0", "A.2.0", "A.2.1", "A.3.0", "A.4.0", "A.4.1", "B.1.0", "B.2.0")


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize("name", MIWG)
def test_every_element_of_the_reference_files_is_drawn(name: str, corpus: Path, qtbot: QtBot) -> None:
    doc = open_document(corpus / "miwg-reference" / f"{name}.bpmn")
    scene = Scene(LIGHT)
    scene.load(doc.index)
    assert {record.id for record in doc.index.nodes.values() if record.bounds} == set(scene.nodes)
    assert {record.id for record in doc.index.flows.values() if len(record.waypoints) > 1} == set(scene.flows)
    picture = to_svg(doc.index, LIGHT, text_measure())
    assert all(f'id="{record.id}"' in picture for record in visible_nodes(doc.index))
    image = QImage.fromData(to_png(doc, 1.0))
    assert image.width() > 200
    assert QColor(LIGHT.ink).name() in colours(image)
    doc.close()


def test_labels_of_reference_files_keep_their_words(corpus: Path, qtbot: QtBot) -> None:
    doc = open_document(corpus / "miwg-reference" / "B.2.0.bpmn")
    picture = to_svg(doc.index, LIGHT, text_measure())
    for record in visible_nodes(doc.index):
        assert all(f">{word}" in picture or f" {word}" in picture for word in record.name.split()[:1]), record.name
    doc.close()


def test_opening_shows_the_whole_diagram(qtbot: QtBot) -> None:
    doc = new_document("Far")
    commands.add_node(doc, "user-task", (2600, 1700))
    view = CanvasView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.set_document(doc)
    view.show()
    view.resize(900, 600)
    QApplication.processEvents()
    for item in view.scene.nodes.values():
        assert view.rect().contains(view.camera.rect(item.bounds).toAlignedRect())
    view.set_document(None)
    doc.close()


def test_tokens_heat_badges_and_marks_are_painted(hand: Hand, task: str, start: str) -> None:
    view = hand.view
    plain = colours(view.grab().toImage())
    view.set_tokens({task: 3})
    assert QColor(LIGHT.running).name() in colours(view.grab().toImage()) - plain
    view.set_tokens({})
    view.set_badges({task: ("error", 2), start: ("warning", 1)}, {task: 1})
    badged = colours(view.grab().toImage())
    assert {QColor(LIGHT.bad).name(), QColor(LIGHT.accent).name()} <= badged - plain
    view.set_badges({})
    view.set_heat({task: 1.0}, {hand.doc.index.nodes[task].incoming[0]: 0.5})
    assert QColor(LIGHT.heat[-1]).name() in colours(view.grab().toImage())
    view.set_heat({})
    view.mark([task])
    assert QColor(LIGHT.warning).name() in colours(view.grab().toImage())
    view.mark([])
    assert colours(view.grab().toImage()) == plain


def test_overlays_for_elements_that_are_gone_are_harmless(hand: Hand) -> None:
    hand.view.set_tokens({"gone": 1})
    hand.view.set_badges({"gone": ("error", 1)}, {"gone": 1})
    hand.view.set_heat({"gone": 0.4}, {"gone": 0.4})
    hand.view.mark(["gone"])
    assert not hand.view.grab().isNull()


def test_the_dark_theme_repaints_everything(hand: Hand) -> None:
    hand.view.set_theme(DARK)
    image = hand.view.grab().toImage()
    assert image.pixelColor(5, 5).name() == QColor(DARK.paper).name()
    assert QColor(DARK.ink).name() in colours(image)
    assert QColor(LIGHT.paper).name() not in colours(image)


def test_resizing_by_a_corner_keeps_the_smallest_size(hand: Hand) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (500, 450))
    commands.remove(hand.doc, [child.id for child in hand.doc.index.children(sub)])
    hand.view.selection.set([sub])
    before = hand.doc.index.nodes[sub].bounds
    assert before is not None
    hand.drag((before.right, before.bottom), (before.right + 60, before.bottom + 40))
    after = hand.doc.index.nodes[sub].bounds
    assert after is not None
    assert after.width > before.width
    assert after.height > before.height
    hand.drag((after.right, after.bottom), (after.x - 100, after.y - 100))
    least = hand.doc.index.nodes[sub].bounds
    assert least is not None
    assert (least.width, least.height) == SPECS["sub-process"].minimum


def test_a_name_outside_is_moved_by_hand(hand: Hand, start: str) -> None:
    commands.rename(hand.doc, start, "Begin")
    label = hand.view.scene.nodes[start].label
    assert label is not None
    x, y = label.box.bounds.centre[0], label.box.bounds.y + 7
    hand.drag((x, y), (x + 50, y + 60))
    bounds = hand.doc.index.nodes[start].label_bounds
    assert bounds is not None
    assert bounds.centre[0] == pytest.approx(x + 50, abs=1)


def test_a_container_moves_by_its_border_and_pans_by_its_body(hand: Hand) -> None:
    pool = commands.add_node(hand.doc, "pool", (450, 350))
    hand.view.update()
    before = hand.doc.index.nodes[pool].bounds
    assert before is not None
    left = hand.view.camera.left
    hand.drag((before.right - 60, before.bottom - 30), (before.right - 20, before.bottom - 30))
    assert hand.doc.index.nodes[pool].bounds == before
    assert hand.view.camera.left == left - 40
    hand.drag((before.x + 12, before.centre[1]), (before.x + 52, before.centre[1]))
    moved = hand.doc.index.nodes[pool].bounds
    assert moved is not None
    assert moved.x == pytest.approx(before.x + 40, abs=8)


def test_the_inside_of_a_folded_sub_process_has_its_own_plane(hand: Hand) -> None:
    sub = commands.add_node(hand.doc, "sub-process", (500, 450))
    inside = [node.id for node in hand.doc.index.nodes.values() if node.parent == sub]
    commands.replace(hand.doc, sub, "sub-process-collapsed")
    assert sub in hand.view.scene.nodes
    assert not set(inside) & set(hand.view.scene.nodes)
    hand.view.open_plane(sub)
    assert set(inside) <= set(hand.view.scene.nodes)
    assert sub not in hand.view.scene.nodes
    assert hand.view.plane.isVisible()
    hand.bot.mouseClick(hand.view.plane.findChild(QToolButton, "plane-0"), Qt.MouseButton.LeftButton)
    assert sub in hand.view.scene.nodes
    assert not hand.view.plane.isVisible()
    hand.view.reveal(inside[0])
    assert hand.view.selection.ids == (inside[0],)


def test_undo_and_redo_are_followed_by_the_picture(hand: Hand, task: str) -> None:
    before = hand.view.grab().toImage()
    commands.move(hand.doc, [task], 40, 120)
    assert hand.view.grab().toImage() != before
    hand.doc.undo()
    assert hand.view.grab().toImage() == before


def painted_in_pieces(hand: Hand) -> bool:
    """Whether what is on the screen equals one painting of everything."""
    hand.bot.waitUntil(lambda: not hand.view.pad.is_following)
    QApplication.processEvents()
    pieces = hand.view.screen().grabWindow(hand.view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    whole = QImage(pieces.size(), QImage.Format.Format_RGB32)
    hand.view.render(whole)
    return pieces == whole


def test_what_is_painted_bit_by_bit_equals_one_painting(hand: Hand, task: str) -> None:
    hand.view.pan(-37, 21)
    QApplication.processEvents()
    commands.move(hand.doc, [task], 30, 70)
    QApplication.processEvents()
    hand.view.pan(60, -13)
    assert painted_in_pieces(hand)


def test_the_pad_follows_an_edit_when_that_is_painted(hand: Hand, task: str) -> None:
    hand.click(hand.centre(task))
    before, wanted = hand.view.pad.pos(), hand.view.pad.pos() + QPoint(60, 0)
    commands.move(hand.doc, [task], 60, 0)
    assert hand.view.pad.pos() == before
    hand.bot.waitUntil(lambda: not hand.view.pad.is_following)
    assert hand.view.pad.pos() == wanted
    commands.move(hand.doc, [task], 60, 0)
    hand.key(Qt.Key.Key_Escape)  # nothing is left to be followed
    assert not hand.view.pad.is_following and not hand.view.pad.isVisible()
    commands.move(hand.doc, [task], -60, 0)
    hand.click(hand.centre(task))
    assert hand.view.pad.pos() == wanted and painted_in_pieces(hand)


@pytest.mark.parametrize("scale", [0.4, 1.0, 3.0])
def test_what_lies_round_an_element_is_painted_again_with_it(hand: Hand, task: str, scale: float) -> None:
    event = commands.append_node(hand.doc, task, "end-event-terminate")
    commands.rename(hand.doc, event, "Everything is over")
    flow = hand.doc.index.nodes[task].outgoing[0]
    hand.view.zoom_to(scale)
    hand.view.settle_film()
    hand.view.reveal(task)
    for mark in (
        lambda: None,
        lambda: hand.view.set_tokens({task: 123_456_789, event: 2}),
        lambda: hand.view.set_badges({task: ("warning", 2), event: ("error", 1)}, {task: 3}),
        lambda: hand.view.set_heat({task: 0.9}, {flow: 1.0}),
        lambda: hand.view.mark([task]),
    ):
        mark()
        assert painted_in_pieces(hand)
        commands.move(hand.doc, [task, event], 10, 30)
        assert painted_in_pieces(hand)
        hand.doc.undo()
        assert painted_in_pieces(hand)
        commands.rename(
            hand.doc, event, "Over" if hand.doc.index.nodes[event].name != "Over" else "At an end, all of it"
        )
        assert painted_in_pieces(hand)
    hand.view.hide_helpers()
    assert painted_in_pieces(hand)
    for own in (task, flow, None):
        hand.view.set_hovered(own)
        assert painted_in_pieces(hand)


def test_the_palette_speaks_the_language_and_lists_everything(qtbot: QtBot) -> None:
    view = CanvasView()
    qtbot.addWidget(view)
    palette = PaletteWidget(view)
    qtbot.addWidget(palette)
    i18n.set_language("zh")
    tips = {button.toolTip() for button in palette.findChildren(object) if hasattr(button, "toolTip")}
    assert {i18n.tr(SPECS[spec_id].label) for spec_id in ELEMENTS} <= tips
    assert "人工任务" in tips


def test_upright_chinese_header_is_drawn(hand: Hand) -> None:
    pool = commands.add_node(hand.doc, "pool", (450, 350))
    commands.rename(hand.doc, pool, "请假流程")
    label = hand.view.scene.nodes[pool].label
    assert label is not None
    runs = hand.view.renderer.labels.lay(label)
    assert len(runs) == 4
    assert all(angle == 0 for _place, angle, _run in runs)


@pytest.mark.parametrize("scale", [0.05, 0.15, 0.25, 0.5, 1.0, 2.5])
def test_every_level_of_detail_paints(hand: Hand, scale: float) -> None:
    hand.view.camera.scale = scale
    hand.view.fit()
    hand.view.camera.scale = scale
    hand.view.camera.centre(hand.view.scene.extent().centre, hand.view.width(), hand.view.height())
    assert len(colours(hand.view.grab().toImage())) > 1


def test_sprites_stay_within_their_bytes_in_a_sweep_of_zooms(hand: Hand) -> None:
    sprites = hand.view.renderer.sprites
    sprites._limit = 400_000
    for step in range(60):
        hand.view.zoom_to(0.3 + step * 0.06)
        hand.view.settle_film()
        hand.view.repaint()
    assert sprites.bytes <= 400_000 + 600_000


def test_a_large_file_paints_only_what_is_seen(qtbot: QtBot) -> None:
    from modeler.document.io import document_from_bytes

    doc = document_from_bytes(bpmn_of(400), "large.bpmn")
    view = CanvasView()
    view.resize(600, 400)
    qtbot.addWidget(view)
    view.set_document(doc)
    view.show()
    view.zoom_to(1.0)
    view.settle_film()
    QApplication.processEvents()
    view.repaint()
    laid = sum(1 for item in view.scene.nodes.values() if item.label and item.label.runs is not None)
    assert 0 < laid < 120
    view.set_document(None)
    doc.close()


def test_the_canvas_lets_go_of_a_document(hand: Hand, task: str) -> None:
    doc: Document = hand.doc
    hand.view.set_document(None)
    commands.rename(doc, task, "Elsewhere")
    assert not hand.view.scene.nodes
    assert hand.view.selection.ids == ()


def test_space_and_middle_button_move_the_paper_even_on_a_shape(hand: Hand, task: str) -> None:
    left = hand.view.camera.left
    place = hand.at(hand.centre(task))
    hand.bot.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag(hand.centre(task), (hand.centre(task)[0] + 30, hand.centre(task)[1]))
    hand.bot.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.view.camera.left == left - 30
    hand.bot.mousePress(hand.view, Qt.MouseButton.MiddleButton, pos=place)
    hand.bot.mouseMove(hand.view, place + QPoint(20, 0))
    hand.bot.mouseRelease(hand.view, Qt.MouseButton.MiddleButton, pos=place + QPoint(20, 0))
    assert hand.view.camera.left == left - 50


def test_the_picture_is_the_size_of_the_diagram_times_the_scale(hand: Hand) -> None:
    once, twice = to_image(hand.doc, 1.0), to_image(hand.doc, 2.0)
    assert twice.width() == pytest.approx(2 * once.width(), abs=2)


def test_badges_of_problems_and_remarks_never_cover_each_other(hand: Hand, start: str, task: str) -> None:
    view = hand.view
    for scale in (0.25, 0.6, 1.0):
        view.camera.scale = scale
        for identity in (start, task, next(iter(hand.doc.index.flows))):
            problem = _place(identity, view.camera, view.scene)
            remark = remark_place(identity, view.camera, view.scene, beside=True)
            assert problem is not None and remark is not None
            assert (problem - remark).manhattanLength() >= 18


def test_the_badge_of_what_a_hand_holds_is_not_left_behind(hand: Hand, task: str) -> None:
    view = hand.view
    view.set_badges({task: ("error", 2)}, {task: 1})
    shown = {QColor(LIGHT.bad).name(), QColor(LIGHT.accent).name()}
    standing = colours(view.grab().toImage())
    assert shown <= standing
    x, y = hand.centre(task)
    hand.drag((x, y), (x + 40, y + 60), let_go=False)
    view.ghost.guide_x = view.ghost.guide_y = None  # drawn in one of the same colours
    assert not shown & colours(view.grab().toImage())
    hand.bot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=hand.at((x + 40, y + 60)))
    view.selection.clear()
    assert shown <= colours(view.grab().toImage())
