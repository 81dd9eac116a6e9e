"""The window for a manager: it looks at Library and Improve, and changes neither a file nor a remark."""

from __future__ import annotations

SHOWN = ("library", "improve")
"""The places that are there."""

ACTS = frozenset(
    {
        "file.workspace", "file.sample", "file.close", "file.window", "file.quit", "edit.settings", "view.palette",
        "view.full-screen", "view.theme", "view.language", "view.swap", "go.library", "go.improve", "help.page",
        "help.shortcuts",
    }
)  # fmt: skip
"""The actions of the table that can be done."""

CARDS = ("open_sample", "ask_workspace")
"""The cards of the start page that are there, by their verb."""
