"""How labels are broken into lines, and where they stand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.bpmn.elements import SPECS
from modeler.geometry.boxes import node_box
from modeler.geometry.labels import boundary_place, flow_label, free_side, moved_with_flow, place
from modeler.geometry.shapes import Bounds
from modeler.geometry.texts import LabelBox, _pieces, _walked, is_wide, lay_out, wrap

BOX = Bounds(0, 0, 86, 66)


def measure(text: str, size: float) -> float:
    """Half a square a Latin letter, a whole one a Chinese one."""
    return sum(size if is_wide(character) else size / 2 for character in text)


def test_latin_breaks_between_words_and_chinese_between_characters() -> None:
    assert wrap("Check the incoming invoice", 86, 12, measure) == ["Check the", "incoming", "invoice"]
    assert wrap("部门主管审批请假申请", 86, 12, measure) == ["部门主管审批请", "假申请"]


def test_a_line_never_begins_with_a_closing_sign() -> None:
    assert all(not line.startswith(("，", "。")) for line in wrap("请假天数，超过三天。转人事", 48, 12, measure))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab 请假,，\n", max_size=40), st.integers(30, 120))
def test_no_line_is_wider_than_the_room_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width, 12, measure)
    assert all(measure(line, 12) <= width + 12 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="ab -/.", max_size=30))
def test_latin_text_is_broken_where_any_text_is(text: str) -> None:
    assert _pieces(text) == _walked(text)


def test_too_long_a_name_ends_in_an_ellipsis() -> None:
    lines = lay_out("word " * 60, LabelBox(BOX), measure)
    assert lines[-1].text.endswith("…")
    assert all(0 <= line.y <= BOX.height for line in lines)


def test_names_inside_stand_in_the_middle() -> None:
    (line,) = lay_out("abcd", LabelBox(BOX), measure)
    assert line.x == (86 - 24) / 2
    assert 33 < line.y < 42


def test_chinese_stands_upright_in_a_header_and_latin_is_turned() -> None:
    strip = LabelBox(Bounds(0, 0, 30, 250), upright=True)
    column = lay_out("请假流程", strip, measure)
    assert [line.text for line in column] == list("请假流程")
    assert {line.angle for line in column} == {0}
    assert [line.y for line in column] == sorted(line.y for line in column)
    (turned,) = lay_out("Leave request", strip, measure)
    assert turned.angle == -90


def test_latin_words_within_an_upright_chinese_header() -> None:
    strip = LabelBox(Bounds(0, 0, 30, 250), upright=True)
    lines = lay_out("HR部门（SAP系统）", strip, measure)
    assert [line.angle for line in lines if line.text == "HR"] == [0]
    assert [line.angle for line in lines if line.text == "SAP"] == [90]
    assert {"︵", "︶"} <= {line.text for line in lines}


def test_an_upright_name_too_long_for_one_column_takes_two() -> None:
    strip = LabelBox(Bounds(0, 0, 30, 100), upright=True)
    lines = lay_out("集团公司人力资源部门", strip, measure)
    assert len({round(line.x) for line in lines}) == 2
    assert lines[0].x > lines[-1].x


def test_external_labels_go_to_a_free_side() -> None:
    shape = Bounds(100, 100, 50, 50)
    assert free_side(shape, []) == "bottom"
    assert free_side(shape, [(125, 150)]) == "top"
    assert free_side(shape, [(125, 150), (125, 100)]) == "right"
    assert place(shape).centre[0] == 125
    assert place(shape, "top").bottom <= 100


def test_flow_labels_stand_above_level_and_right_of_upright_pieces() -> None:
    level, upright = flow_label([(0, 50), (200, 50)]), flow_label([(50, 0), (50, 200)])
    assert level.bottom <= 50
    assert level.centre[0] == 100
    assert upright.x > 50


def test_a_flow_label_keeps_its_distance_to_the_line() -> None:
    label = flow_label([(0, 0), (200, 0)])
    assert moved_with_flow(label, [(0, 0), (200, 0)], [(0, 40), (200, 40)]) == label.moved(0, 40)


def test_each_kind_of_shape_knows_the_room_of_its_name() -> None:
    bounds = Bounds(10, 10, 600, 250)
    header = node_box(SPECS["pool"], bounds)
    assert header is not None
    assert header.upright
    folded = node_box(SPECS["pool"], bounds, expanded=False)
    assert folded is not None
    assert not folded.upright
    above = node_box(SPECS["sub-process"], bounds)
    assert above is not None
    assert above.down == "top"
    outside = node_box(SPECS["end-event"], Bounds(0, 0, 36, 36))
    assert outside is not None
    assert outside.bounds.y > 36


def test_the_label_of_a_boundary_event_stays_outside_of_its_host_and_off_its_flow() -> None:
    event = Bounds(82, 62, 36, 36)
    alone = boundary_place(event, "bottom", [])
    assert alone.y >= event.bottom
    assert alone.centre[0] == 100
    beside = boundary_place(event, "bottom", [(100, 98)])
    assert beside.y >= event.bottom
    assert beside.right < 100


def test_a_long_name_does_not_cover_the_sign_of_its_task() -> None:
    box = node_box(SPECS["user-task"], Bounds(0, 0, 100, 80))
    assert box is not None
    short, long = (
        lay_out("审批", box, measure),
        lay_out("填写请假申请并上传附件说明请假原因与交接人安排", box, measure),
    )
    assert 30 < short[0].y < 50
    assert long[0].y - long[0].size * 0.92 >= 24
    assert len(long) >= 3
