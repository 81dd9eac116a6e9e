"""The one table of actions: menus, shortcuts, the command palette and the page of shortcuts all read it."""

from __future__ import annotations

from typing import Literal

from runner.core.i18n import N_
from runner.core.values import dataclass

Menu = Literal["file", "edit", "arrange", "view", "go", "help"]
When = Literal["always", "document", "dirty", "undo", "redo", "place", "selection"]

MENUS: dict[Menu, str] = {
    "file": N_("File"),
    "edit": N_("Edit"),
    "arrange": N_("Arrange"),
    "view": N_("View"),
    "go": N_("Go to"),
    "help": N_("Help"),
}


@dataclass(frozen=True)
class ActionSpec:
    """One action. `verb` is `object.method` on the window (`files.save`, `window.show_place:design`), or
    `place.NAME`: the place that is shown does it. `keys` are Qt's portable texts, the first is shown.
    `when`: `place` means that the shown place knows the verb and can do it now."""

    id: str
    text: str
    menu: Menu
    verb: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    when: When = "always"
    separator: bool = False


_row = ActionSpec
ACTIONS: dict[str, ActionSpec] = {
    row.id: row
    for row in (
        _row("file.new", N_("New process"), "file", "files.new", ("Ctrl+N",), "new"),
        _row("file.window", N_("New window"), "file", "files.open_window"),
        _row("file.open", N_("Open file…"), "file", "files.ask_open", ("Ctrl+O",), "open"),
        _row("file.workspace", N_("Open workspace…"), "file", "files.ask_workspace", (), "folder"),
        _row("file.sample", N_("Open the leave-request sample"), "file", "files.open_sample", (), "sample"),
        _row(
            "file.reopen", N_("Reopen the last closed file"), "file", "files.reopen", ("Ctrl+Shift+T",), "history"
        ),
        _row("file.save", N_("Save"), "file", "files.save", ("Ctrl+S",), "save", "document", True),
        _row("file.save-as", N_("Save as…"), "file", "files.ask_save_as", ("Ctrl+Shift+S",), "save-as", "document"),
        _row("file.save-all", N_("Save all"), "file", "files.save_all", ("Ctrl+Alt+S",), "save", "document"),
        _row(
            "file.export", N_("Export as picture…"), "file", "files.ask_export", ("Ctrl+Shift+E",), "image",
            "document", True,
        ),
        _row("file.portable", N_("Portable BPMN…"), "file", "files.ask_portable", (), "export", "document"),
        _row("file.print", N_("Print…"), "file", "files.ask_print", ("Ctrl+P",), "print", "document"),
        _row("file.close", N_("Close process"), "file", "files.close_current", ("Ctrl+W",), "close", "document",
             True),
        _row("file.quit", N_("Quit"), "file", "window.close", ("Ctrl+Q",), "", "always"),
        _row("edit.undo", N_("Undo"), "edit", "window.undo", ("Ctrl+Z",), "undo", "undo"),
        _row("edit.redo", N_("Redo"), "edit", "window.redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", "redo"),
        _row("edit.cut", N_("Cut"), "edit", "place.cut", ("Ctrl+X",), "cut", "place", True),
        _row("edit.copy", N_("Copy"), "edit", "place.copy", ("Ctrl+C",), "copy", "place"),
        _row("edit.copy-picture", N_("Copy as picture"), "edit", "place.copy_picture", ("Ctrl+Shift+C",), "image",
             "place"),
        _row("edit.paste", N_("Paste"), "edit", "place.paste", ("Ctrl+V",), "paste", "place"),
        _row("edit.duplicate", N_("Duplicate"), "edit", "place.duplicate", ("Ctrl+D",), "duplicate", "place"),
        _row("edit.remove", N_("Remove"), "edit", "place.remove", (), "delete", "place"),
        _row("edit.rename", N_("Rename"), "edit", "place.rename", (), "edit", "place"),
        _row("edit.morph", N_("Change type…"), "edit", "place.morph", (), "element", "place"),
        _row("edit.colour", N_("Colour…"), "edit", "place.colour", (), "element", "place"),
        _row("edit.chain", N_("Approval chain…"), "edit", "place.chain", ("Ctrl+Shift+N",), "link", "place"),
        _row("edit.select-all", N_("Select all"), "edit", "place.select_all", ("Ctrl+A",), "select-all", "place",
             True),
        _row("edit.find", N_("Find in this process"), "edit", "window.find_element", ("Ctrl+F",), "search",
             "document"),
        _row("edit.settings", N_("Settings"), "edit", "window.show_settings", ("Ctrl+,",), "settings", "always",
             True),
        _row("arrange.tidy", N_("Tidy up"), "arrange", "place.tidy-up", ("Ctrl+Shift+L",), "tidy", "place"),
        _row("arrange.lines", N_("Reroute flows"), "arrange", "place.lead-again", (), "lines", "place"),
        _row("arrange.left", N_("Align left"), "arrange", "place.align-left", (), "align-left", "place", True),
        _row("arrange.centre", N_("Align centres"), "arrange", "place.align-centre", (), "align-centre", "place"),
        _row("arrange.right", N_("Align right"), "arrange", "place.align-right", (), "align-right", "place"),
        _row("arrange.top", N_("Align top"), "arrange", "place.align-top", (), "align-top", "place", True),
        _row("arrange.middle", N_("Align middles"), "arrange", "place.align-middle", (), "align-middle", "place"),
        _row("arrange.bottom", N_("Align bottom"), "arrange", "place.align-bottom", (), "align-bottom", "place"),
        _row("arrange.distribute-x", N_("Distribute horizontally"), "arrange", "place.distribute-x", (),
             "distribute-x", "place", True),
        _row("arrange.distribute-y", N_("Distribute vertically"), "arrange", "place.distribute-y", (),
             "distribute-y", "place"),
        _row("arrange.wrap", N_("Put into a sub-process"), "arrange", "place.wrap", ("Ctrl+Shift+G",), "",
             "place", True),
        _row("arrange.unwrap", N_("Take out of the sub-process"), "arrange", "place.unwrap", (), "", "place"),
        _row("arrange.add-diagram", N_("Add a diagram to this file"), "arrange", "place.add-diagram", (), "", "place",
             True),
        _row("view.palette", N_("Find anything"), "view", "window.show_finder", ("Ctrl+K",), "search"),
        _row("view.zoom-in", N_("Zoom in"), "view", "place.zoom_in", ("Ctrl+=", "Ctrl++"), "zoom-in", "place", True),
        _row("view.zoom-out", N_("Zoom out"), "view", "place.zoom_out", ("Ctrl+-",), "zoom-out", "place"),
        _row("view.zoom-100", N_("Actual size"), "view", "place.zoom_actual", ("Ctrl+0",), "zoom-100", "place"),
        _row("view.zoom-fit", N_("Fit to window"), "view", "place.zoom_fit", ("Ctrl+1",), "zoom-fit", "place"),
        _row("view.grid", N_("Grid"), "view", "place.toggle_grid", ("Ctrl+G",), "grid", "place"),
        _row("view.chain", N_("Approval view or canvas"), "view", "place.toggle_chain", ("Ctrl+Shift+A",),
             "cards", "place"),
        _row("view.minimap", N_("Minimap"), "view", "place.toggle_minimap", ("Ctrl+Shift+M",), "compass", "place"),
        _row("view.left", N_("Left panel"), "view", "place.toggle_left", (), "panel-left", "place", True),
        _row("view.right", N_("Properties panel"), "view", "place.toggle_right", ("Ctrl+Alt+P",), "panel-right",
             "place"),
        _row("view.bottom", N_("Bottom panel"), "view", "place.toggle_bottom", ("Ctrl+B",), "panel-bottom", "place"),
        _row("view.swap", N_("Panels on the other side"), "view", "window.swap_panels", (), "panel-left"),
        _row("view.full-screen", N_("Full-screen canvas"), "view", "window.toggle_full", ("F11",), "full-screen"),
        _row("view.theme", N_("Switch between light and dark"), "view", "window.switch_theme", (), "theme",
             "always", True),
        _row("view.language", N_("Switch language: 中文 / English"), "view",
             "window.switch_language", (), "language"),
        _row("go.library", N_("Library"), "go", "window.show_place:library", ("Alt+1",), "library"),
        _row("go.design", N_("Design"), "go", "window.show_place:design", ("Alt+2",), "design"),
        _row("go.forms-rights", N_("Forms & rights"), "go", "window.show_place:forms-rights", ("Alt+3",),
             "forms-rights"),
        _row("go.rehearse", N_("Rehearse"), "go", "window.show_place:rehearse", ("Alt+4",), "rehearse"),
        _row("go.simulate", N_("Simulate"), "go", "window.show_place:simulate", ("Alt+5",), "simulate"),
        _row("go.publish", N_("Publish"), "go", "window.show_place:publish", ("Alt+6",), "publish"),
        _row("go.improve", N_("Improve"), "go", "window.show_place:improve", ("Alt+7",), "improve"),
        _row("go.inside", N_("Open what is inside"), "go", "place.open-inside", ("Ctrl+Return",), "", "place", True),
        _row("go.next", N_("Next open process"), "go", "files.next", ("Ctrl+Tab",), "arrow-right", "document", True),
        _row("go.previous", N_("Previous open process"), "go", "files.previous", ("Ctrl+Shift+Tab",), "", "document"),
        _row("help.page", N_("Help for this place"), "help", "window.show_help", ("F1",), "help"),
        _row("help.tour", N_("Tour in five steps"), "help", "window.start_tour", (), "compass"),
        _row("help.shortcuts", N_("Shortcuts"), "help", "window.show_shortcuts", ("Ctrl+/",), "keyboard"),
    )
}  # fmt: skip
"""Actions by id, in the order of the menus."""

CAMUNDA_KEYS: dict[str, tuple[str, ...]] = {
    "file.print": (),
    "view.right": ("Ctrl+P",),
}
"""Keys of the Camunda Modeler where they differ from ours: Ctrl+P shows and hides the properties there. All its
other keys are ours in both maps."""


def keys_of(spec: ActionSpec, key_map: str) -> tuple[str, ...]:
    """The keys of an action in a key map (`slipway`, `camunda`), the first is shown."""
    return CAMUNDA_KEYS.get(spec.id, spec.keys) if key_map == "camunda" else spec.keys
