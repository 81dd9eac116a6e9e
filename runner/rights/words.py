"""What actions, accesses, rights on rows, readers and scopes are called."""

from __future__ import annotations

from collections.abc import Mapping

from runner.core.i18n import N_
from runner.core.messages import declare_words
from runner.rights.model import Access, Action, Reader, RowRight

ACTION_WORDS: Mapping[Action, str] = {
    "start": N_("start"), "see": N_("see"), "handle": N_("handle"), "manage": N_("manage"), "export": N_("export")
}  # fmt: skip
ACCESS_WORDS: Mapping[Access, str] = {
    "hidden": N_("hidden"), "read": N_("read"), "edit": N_("edit"), "required": N_("required")
}  # fmt: skip
ROW_WORDS: Mapping[RowRight, str] = {
    "add": N_("add rows"), "delete": N_("delete rows"), "own": N_("own rows only")
}  # fmt: skip
READER_WORDS: Mapping[Reader, str] = {"copy": N_("Copies"), "view": N_("Looking up"), "print": N_("Paper")}
CASE_WORDS: Mapping[str, str] = {
    "own": N_("own cases"), "handled": N_("cases that they handle"), "department": N_("cases of the own department"),
    "company": N_("cases of the own company"), "others": N_("cases of anybody"),
}  # fmt: skip

declare_words("action", {str(code): text for code, text in ACTION_WORDS.items()})
declare_words("access", {str(code): text for code, text in ACCESS_WORDS.items()})
declare_words("row", {str(code): text for code, text in ROW_WORDS.items()})
declare_words("reader", {str(code): text for code, text in READER_WORDS.items()})
declare_words("case", CASE_WORDS)
