"""A.3.0 once more, by someone whose window speaks Chinese."""

from __future__ import annotations

from tests.e2e.drawings.a_3_0 import ESCALATION, MESSAGE
from tests.helpers.drawing import Drawing


def draw(draw: Drawing) -> None:
    """The chain, then what happens meanwhile."""
    draw.pick("开始事件").drop_at(200, 350).named("Start Event")
    draw.append("任务", after="Start Event").named("Task 1")
    draw.append("子流程（折叠）", after="Task 1").named("Collapsed\nSub-Process")
    draw.append("任务", after="Collapsed\nSub-Process").named("Task 2")
    draw.append("结束事件", after="Task 2").named("End Event 1")
    event = draw.pick("消息中间捕获事件").drop_on_border("Collapsed\nSub-Process", "n", 0.75)
    event.named(MESSAGE).into("消息边界事件（非中断）")
    draw.place_label(MESSAGE, (410, 260))
    draw.pick("任务").drop_at(690, 190).named("Task 3")
    draw.connect(MESSAGE, "Task 3")
    draw.connect("Task 3", "End Event 1")
    event = draw.pick("中间抛出事件").drop_on_border("Collapsed\nSub-Process", "s", 0.75)
    event.named(ESCALATION).into("升级边界事件")
    draw.place_label(ESCALATION, (420, 440))
    draw.pick("任务").drop_at(690, 520).named("Task 4")
    draw.connect(ESCALATION, "Task 4")
    draw.append("结束事件", after="Task 4").named("End Event 2")
