"""What codes of processes (流程编码) are made of, and which are kept: a part of `dictionary.json`."""

from __future__ import annotations

from runner.core.i18n import LocalText
from runner.data.model import OpenValue


class KeptCode(OpenValue):
    """A code that is reserved or retired: for whom or whose, and since when (ISO date)."""

    code: str
    name: str = ""
    since: str = ""


class ProcessCodes(OpenValue):
    """What the parts of a code may be: code -> name. An empty table takes any capital letters and digits, for `types`
    those of the scheme. `width`: digits of the number. `strict`: codes must read like the pattern; else any text may
    be a code. What is retired stays so."""

    orgs: dict[str, LocalText] = {}
    domains: dict[str, LocalText] = {}
    groups: dict[str, LocalText] = {}
    types: dict[str, LocalText] = {}
    width: int = 3
    strict: bool = True
    reserved: list[KeptCode] = []
    retired: list[KeptCode] = []
