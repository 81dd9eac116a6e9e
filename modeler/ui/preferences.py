"""The window's own rows of the settings table. Rows without a label are remembered, not shown."""

from __future__ import annotations

import json
from typing import Any

from runner.core.i18n import N_
from runner.core.settings import Setting, Settings, register

RECENT_LIMIT = 10

register(
    Setting("window.tour", True, N_("Show the tour on the start page")),
    Setting(
        "window.autosave", False, N_("Save by itself"), N_("Saves a named file 30 seconds after the last change.")
    ),
    Setting(
        "window.restore", True, N_("Go on where you stopped"), N_("A start without a file opens what was open last.")
    ),
    Setting("window.session", "{}", ""),
    Setting(
        "key-map",
        "slipway",
        N_("Shortcuts"),
        N_("Those of Slipway, or those of the Camunda Modeler."),
        choices=("slipway", "camunda"),
    ),
    Setting(
        "swapped-panels",
        False,
        N_("Panels on the other side"),
        N_("What stands left goes right, in every place."),
    ),
    Setting(
        "looking",
        False,
        N_("For looking only"),
        N_("Shows Library and Improve, and changes nothing: the window for managers."),
    ),
    Setting(
        "rehearse.motion",
        True,
        N_("Tokens move in Rehearse"),
        N_("Off: they stand at their new place at once, as where the system does without animation."),
    ),
    Setting("design.minimap", False, ""),
    Setting("design.conditions", "text", "", choices=("text", "rows")),
    Setting("window.geometry", "", ""),
    Setting("window.panels", "{}", ""),
    Setting("window.recent", "[]", ""),
    Setting("window.folded", '["technical"]', ""),
    Setting("library.view", "table", "", choices=("table", "cards")),
)


def read_json(settings: Settings, key: str, default: Any) -> Any:
    """A remembered value that is kept as JSON text; `default` where it is not readable."""
    try:
        value = json.loads(settings[key])
    except ValueError:
        return default
    return value if isinstance(value, type(default)) else default


def recent_files(settings: Settings) -> list[str]:
    """Files and workspaces opened lately, newest first."""
    return [str(path) for path in read_json(settings, "window.recent", [])]


def remember_recent(settings: Settings, path: str) -> None:
    """Put a path on top of the recent files."""
    paths = [path, *(one for one in recent_files(settings) if one != path)][:RECENT_LIMIT]
    settings.set("window.recent", json.dumps(paths, ensure_ascii=False))


def panel_state(settings: Settings, panel: str, size: int, open_: bool = True) -> tuple[int, bool]:
    """Remembered size in pixels and whether the panel is open."""
    kept = read_json(settings, "window.panels", {}).get(panel)
    if isinstance(kept, list) and len(kept) == 2 and isinstance(kept[0], int):
        return kept[0], bool(kept[1])
    return size, open_


def remember_panel(settings: Settings, panel: str, size: int, open_: bool) -> None:
    """Keep a panel's size and whether it is open."""
    panels = read_json(settings, "window.panels", {})
    panels[panel] = [size, open_]
    settings.set("window.panels", json.dumps(panels, sort_keys=True))
