"""What new elements are called in the drawing: in Chinese where the names of the process are, else in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_HAN = re.compile(r"[一-鿿]")

_WORDS: Mapping[str, tuple[str, str]] = {
    "lists": ("Who is asked", "确定审批人"),
    "again": ("Revise and resubmit", "修改后重新提交"),
    "rejected": ("Rejected", "不通过"),
    "sent-back": ("Sent back", "退回"),
    "ended": ("Rejected inside", "内部不通过"),
    "result": ("Result: {name}", "{name}：结论"),
    "decided": ("Verdict?", "结论？"),
    "begin": ("Begin counting: {name}", "{name}：开始计票"),
    "turn": ("{name}: everyone in turn", "{name}：逐一审批"),
    "votes": ("{name}: everyone asked", "{name}：各人表决"),
    "count": ("Count", "计票"),
    "anybody": ("Anybody to ask?", "有审批人吗？"),
    "nobody": ("{name}: nobody there", "{name}：无审批人时"),
    "yes": ("Yes", "有"),
    "no": ("No", "无"),
    "auto-agree": ("Time is up: agreed", "超时自动通过"),
    "auto-reject": ("Time is up: rejected", "超时自动不通过"),
    "empty-agree": ("Nobody there: agreed", "无人自动通过"),
    "empty-reject": ("Nobody there: rejected", "无人自动不通过"),
    "remind": ("Remind: {name}", "催办：{name}"),
    "hand-over": ("Hand over: {name}", "转交：{name}"),
    "escalate": ("Escalate: {name}", "上报：{name}"),
    "done": ("Told", "已发送"),
    "copy": ("Copy: {name}", "抄送：{name}"),
    "copy-to": ("A copy for: {who}", "抄送给：{who}"),
    "remind-who": ("Reminds whoever has the step “{name}”.", "提醒“{name}”的办理人。"),
    "hand-over-who": ("Asks to give the step “{name}” to {who}.", "请把“{name}”转交给{who}。"),
    "superior": ("the superior of whoever has it", "办理人的上级"),
    "block": ("Side by side", "并行部分"),
    "list": ("List of {name}", "{name}：清单"),
    "split": ("All of them", "同时进行"),
    "agree": ("Agree", "同意"),
    "reject": ("Disagree", "不同意"),
    "return": ("Return", "退回"),
    "abstain": ("Abstain", "弃权"),
}


class Words:
    """The names of new elements for a process whose elements are called so."""

    def __init__(self, names: Iterable[str]) -> None:
        self._place = 1 if any(_HAN.search(name) for name in names) else 0

    def say(self, key: str, **more: str) -> str:
        """A name, with its places filled."""
        text = _WORDS[key][self._place]
        for place, value in more.items():
            text = text.replace(f"{{{place}}}", value)
        return text
