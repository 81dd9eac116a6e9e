"""The columns of the tables that terms and code lists are typed into, with their headings in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from runner.data.dictionary import SENSITIVITIES, ElementType

TYPE_NAMES: Mapping[str, tuple[str, str]] = {
    "text": ("文本", "text"), "number": ("数字", "number"), "money": ("金额", "money"),
    "boolean": ("是否", "yes or no"), "date": ("日期", "date"), "dateTime": ("日期时间", "date and time"),
    "dateRange": ("日期区间", "date range"), "choice": ("选项", "choice"), "person": ("人员", "person"),
    "department": ("部门", "department"), "attachment": ("附件", "attachment"), "table": ("明细表", "table"),
}  # fmt: skip
SENSITIVITY_NAMES: Mapping[str, tuple[str, str]] = {
    "public": ("公开", "public"), "internal": ("内部", "internal"), "confidential": ("保密", "confidential"),
    "secret": ("机密", "secret"),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column: its heading in both languages, and further headings that are understood."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    needed: bool = False

    def title(self, language: str) -> str:
        """The heading in a language."""
        return self.zh if language == "zh" else self.en

    @property
    def names(self) -> set[str]:
        """All headings that mean it, in lower case."""
        return {text.casefold() for text in (self.id, self.zh, self.en, *self.also)}


TERMS = (
    Column("code", "代码", "Code", ("数据元代码", "编码"), needed=True),
    Column("nameZh", "中文名称", "Chinese name", ("名称", "中文")),
    Column("nameEn", "英文名称", "English name", ("english",)),
    Column("definitionZh", "定义", "Definition", ("说明",)),
    Column("definitionEn", "英文定义", "Definition in English"),
    Column("type", "类型", "Type", ("数据类型",)), Column("unit", "单位", "Unit"),
    Column("minLength", "最短", "Least characters"), Column("maxLength", "最长", "Most characters", ("长度",)),
    Column("digits", "总位数", "Digits"), Column("decimals", "小数位", "Decimal places", ("精度",)),
    Column("min", "最小值", "At least"), Column("max", "最大值", "At most"),
    Column("pattern", "格式", "Pattern", ("正则",)), Column("currency", "币种", "Currency"),
    Column("choices", "代码表", "Code list"), Column("sensitivity", "敏感级别", "Sensitivity"),
    Column("owner", "归口部门", "Department in charge"), Column("master", "权威系统", "Master system", ("主系统",)),
    Column("synonyms", "同义词", "Synonyms"),
)  # fmt: skip
CODES = (
    Column("list", "代码表", "Code list", ("代码表代码",), needed=True),
    Column("listZh", "代码表名称", "Name of the list"),
    Column("listEn", "代码表英文名称", "English name of the list"),
    Column("value", "值", "Value", ("代码值", "编码"), needed=True),
    Column("labelZh", "显示名", "Chinese label", ("名称", "中文", "标签")),
    Column("labelEn", "英文显示名", "English label", ("english",)),
    Column("colour", "颜色", "Colour", ("color",)), Column("parent", "上级值", "Parent", ("上级",)),
    Column("from", "生效日期", "Valid from"), Column("to", "失效日期", "Valid to"),
)  # fmt: skip
NUMBERS = (
    Column("rule", "编号规则", "Numbering rule", ("规则代码",), needed=True),
    Column("ruleZh", "规则名称", "Name of the rule"), Column("ruleEn", "规则英文名称", "English name of the rule"),
    Column("kind", "段类型", "Segment", ("段",), needed=True), Column("content", "内容", "Content", ("值",)),
    Column("reset", "重新计数", "Begins anew"), Column("by", "分别计数", "Counted by"),
    Column("gaps", "允许跳号", "Gaps"), Column("widen", "位数用完后加位", "More digits when used up"),
)  # fmt: skip
PROCESS_CODES = (
    Column("processCode", "流程编码", "Process code", needed=True),
    Column("process", "流程", "Process", ("流程名称",)), Column("state", "状态", "Status", needed=True),
    Column("since", "起始日期", "Since"),
)  # fmt: skip
CODE_PARTS = (
    Column("part", "编码段", "Part of the code", needed=True), Column("short", "段代码", "Short code", needed=True),
    Column("partZh", "中文名称", "Chinese name"), Column("partEn", "英文名称", "English name"),
)  # fmt: skip
STATE_NAMES: Mapping[str, tuple[str, str]] = {
    "taken": ("使用中", "in use"), "reserved": ("已预留", "reserved"), "retired": ("已停用", "retired"),
}  # fmt: skip
PART_NAMES: Mapping[str, tuple[str, str]] = {
    "orgs": ("组织", "organisation"), "domains": ("业务域", "domain"), "groups": ("流程组", "group"),
    "types": ("类型", "type"),
}  # fmt: skip
SEGMENT_NAMES: Mapping[str, tuple[str, str]] = {
    "fixed": ("固定文本", "fixed text"), "company": ("公司", "company"), "department": ("部门", "department"),
    "date": ("日期", "date"), "field": ("字段值", "value of a field"), "sequence": ("序号", "count"),
}  # fmt: skip
RESET_NAMES: Mapping[str, tuple[str, str]] = {
    "none": ("不重置", "never"), "year": ("每年", "each year"), "month": ("每月", "each month"),
    "day": ("每天", "each day"),
}  # fmt: skip
YES_NAMES: Mapping[str, tuple[str, str]] = {"yes": ("是", "yes"), "no": ("否", "no")}
SHEETS: Mapping[str, tuple[str, str, tuple[Column, ...]]] = {
    "terms": ("术语", "Terms", TERMS),
    "codes": ("代码表", "Code lists", CODES),
    "numbers": ("编号规则", "Numbering rules", NUMBERS),
    "process-codes": ("流程编码", "Process codes", PROCESS_CODES),
    "code-parts": ("流程编码段", "Parts of process codes", CODE_PARTS),
}
EXTERNAL = ("外部值", "Value in")
FORMAT = ("minLength", "maxLength", "digits", "decimals", "min", "max", "pattern", "currency")
WHOLE = frozenset({"minLength", "maxLength", "digits", "decimals"})

assert set(TYPE_NAMES) == set(get_args(ElementType)) and set(SENSITIVITY_NAMES) == set(SENSITIVITIES)
