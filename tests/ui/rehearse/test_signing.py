"""Signing a decision from the window: by hand and by name, in the task panel and with a return; and what is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from modeler.document.commands import set_extension
from modeler.ui.places.rehearse.bulk import gather
from modeler.ui.places.rehearse.paper import opinion_of, pages_of
from modeler.ui.places.rehearse.place_dialog import PlaceDialog
from modeler.ui.places.rehearse.stage import form_facts
from runner.ui.controls.signature import Pad
from runner.ui.signing import SignDialog, drawn_picture, signed_text
from tests.ui.rehearse.hand import Hand, a_rehearsal
from tests.ui.window_builder import turn

LEFT = Qt.MouseButton.LeftButton
STEP = "Task_head"


def to_sign(hand: Hand, rule: str) -> None:
    """The head's step asks for a signature, and a request has come there."""
    document = hand.window.context.document
    assert document is not None
    set_extension(document, STEP, "approval", {"vote": "any", "signature": rule})
    hand.window.show_place("design")
    hand.window.show_place("rehearse")
    hand.wait()
    hand.apply()
    hand.play("li")


def dialog_of(hand: Hand) -> SignDialog:
    found = [one for one in hand.place.findChildren(SignDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def draw(pad: Pad) -> None:
    QTest.mousePress(pad, LEFT, pos=QPoint(20, 60))
    for x in range(30, 200, 10):
        QTest.mouseMove(pad, QPoint(x, 60 + x % 30))
    QTest.mouseRelease(pad, LEFT, pos=QPoint(200, 50))


def seats(hand: Hand) -> list[object]:
    service = hand.window.context.worker()
    return [line.payload.get("signature") for line in service.history(hand.place.rehearsal.case)
            if line.kind == "acted"]  # fmt: skip


def test_agreeing_asks_for_the_signature_and_goes_on_with_it(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        to_sign(hand, "agree")
        panel = hand.place.task_panel
        assert panel.signing is not None
        assert panel.signing.text.text() == "To be signed with: Agree"
        hand.press("agree")
        dialog = dialog_of(hand)
        assert not dialog.go.isEnabled()
        draw(dialog.drawing.pad)
        assert dialog.go.isEnabled()
        hand.click(dialog.go)
        assert not hand.refused
        (signature,) = seats(hand)
        assert isinstance(signature, dict) and len(str(signature["sha256"])) == 64
        assert drawn_picture(signature, hand.place.task_panel.files) is not None
        assert any("Signed by hand." in text for text in hand.told)


def test_a_name_is_a_signature_and_another_one_is_refused(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        to_sign(hand, "always")
        panel = hand.place.task_panel
        assert panel.signing is not None
        hand.click(panel.signing.sign)
        dialog = dialog_of(hand)
        hand.click(dialog.by_name)
        assert dialog.name.isVisible() and not dialog.drawing.isVisible()
        own = dialog.name.text()
        dialog.name.selectAll()
        QTest.keyClicks(dialog.name, "Somebody")
        hand.click(dialog.go)
        assert panel.signing.text.text() == "signed as Somebody"
        hand.press("agree")
        assert [getattr(one, "code", "") for one in hand.refused] == ["approval.signature-other"]
        assert panel.banner.isVisible()
        hand.click(panel.signing.sign)
        dialog = dialog_of(hand)
        hand.click(dialog.by_name)
        assert dialog.name.text() == own
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        hand.wait()
        hand.press("agree")
        assert seats(hand) == [{"text": own}]
        assert any(f"Signed as {own}." in text for text in hand.told)


def test_a_return_with_a_reason_is_signed_where_all_is_signed(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        to_sign(hand, "always")
        hand.operate("return")
        place = hand.place.findChild(PlaceDialog)
        assert place is not None
        QTest.keyClicks(place.reason, "the dates")
        hand.click(place.go)
        assert hand.open == [(STEP, "li")], "not before it is signed"
        dialog = dialog_of(hand)
        hand.click(dialog.by_name)
        hand.click(dialog.go)
        assert hand.open == [("StartEvent_1", "zhang")]
        place.deleteLater()
        turn()


def test_where_disagreeing_is_not_signed_nothing_asks(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        to_sign(hand, "agree")
        hand.press("reject")
        assert not [one for one in hand.place.findChildren(SignDialog) if one.isVisible()]
        assert seats(hand) == [None]


def test_what_is_signed_is_not_done_by_the_dozen_and_comes_to_paper(tmp_path: Path) -> None:
    with a_rehearsal(tmp_path) as hand:
        to_sign(hand, "always")
        rehearsal, context = hand.place.rehearsal, hand.window.context
        facts = form_facts(context, rehearsal.bundle, rehearsal.snapshot, "li")
        (batch,) = gather(context.worker(), context.worker().inbox("li"), "li", facts)
        assert [item.left for item in batch.items] == ["It is signed: that is done one by one."]
        panel = hand.place.task_panel
        hand.press("agree")
        draw(dialog_of(hand).drawing.pad)
        hand.click(dialog_of(hand).go)
        files = panel.files
        paper = context.worker().workbench("li").papers(rehearsal.case)[0]
        said = next(one for one in paper.said if one.acted)
        opinion = opinion_of(said, hand.place.names, files)
        assert opinion.signature == "Signed" and opinion.picture == said.signature["sha256"]
        pages = pages_of(paper, hand.place.names, facts, files)
        assert opinion.picture in pages.text.toHtml()
        assert opinion_of(said, hand.place.names).picture == ""


def test_a_signature_in_words() -> None:
    assert signed_text(None) == ""
    assert signed_text({"text": "Li"}) == "signed as Li"
    assert signed_text({"sha256": "0"}) == "signed by hand"
