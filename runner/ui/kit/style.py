"""The look of everything: one style sheet and one palette out of the theme tokens, switched live."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from runner.core import tokens
from runner.core.i18n import current_language
from runner.core.resources import resource_folder
from runner.core.signal import Signal
from runner.core.tokens import Theme
from runner.ui.kit.fonts import shipped

theme_changed: Signal[Theme] = Signal()
_theme: Theme = tokens.LIGHT
_body = tokens.BODY


def current_theme() -> Theme:
    """The theme everything is drawn in now."""
    return _theme


def body_size() -> int:
    """Size of running text in pixels: the user's setting, one more in Chinese."""
    return _body + (1 if current_language() == "zh" else 0)


def theme_of(choice: str) -> Theme:
    """The theme for the setting `system`, `light` or `dark`."""
    if choice == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return tokens.DARK if dark else tokens.LIGHT
    return tokens.THEMES[choice]


def apply_style(application: QApplication, choice: str, body: int = tokens.BODY) -> None:
    """Give the whole program a theme (`system`, `light`, `dark`) and a text size in pixels."""
    global _theme, _body
    _theme, _body = theme_of(choice), body
    application.setPalette(palette(_theme))
    application.setFont(ui_font())
    application.setStyleSheet(style_sheet(_theme, body_size()))
    theme_changed.emit(_theme)


@cache
def _families() -> tuple[str, ...]:
    """The system's UI font, then the CJK stack. The shipped fonts fill in where the system has none."""
    shipped()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    family = QFontInfo(system).family()
    # a bare system answers with DejaVu, twice as wide as an interface is laid out for
    first = ("Liberation Sans",) if family.startswith(("DejaVu", "Bitstream")) else (family,)
    return (*first, *tokens.UI_FONTS)


def ui_font() -> QFont:
    """The font of the window in the current text size."""
    font = QFont()
    font.setFamilies(list(_families()))
    font.setPixelSize(body_size())
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def palette(theme: Theme) -> QPalette:
    """Qt's palette for what no style sheet reaches."""
    result = QPalette()
    role = QPalette.ColorRole
    for key, value in (
        (role.Window, theme.surface), (role.Base, theme.surface), (role.AlternateBase, theme.raised),
        (role.Button, theme.raised), (role.WindowText, theme.text), (role.Text, theme.text),
        (role.ButtonText, theme.text), (role.BrightText, theme.bad), (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text), (role.Highlight, theme.accent), (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent), (role.LinkVisited, theme.accent), (role.PlaceholderText, theme.faint),
        (role.Light, theme.raised), (role.Midlight, theme.line), (role.Mid, theme.strong_line),
        (role.Dark, theme.faint), (role.Shadow, theme.sunken),
    ):  # fmt: skip
        result.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.faint))
    return result


def mix(first: str, second: str, share: float) -> str:
    """A colour `share` (0..1) of the way from `first` to `second`, both `#RRGGBB`."""
    a, b = QColor(first), QColor(second)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    parts = (round(x + (y - x) * share) for x, y in pairs)
    return "#" + "".join(f"{part:02X}" for part in parts)


def style_sheet(theme: Theme, body: int) -> str:
    """The style sheet of `resources/themes/slipway.qss` with the tokens filled in; sizes in pixels."""
    from runner.ui.kit.icons import icon_file

    values = {
        "body": str(body),
        "small": str(body + tokens.SMALL - tokens.BODY),
        "title": str(body + tokens.TITLE - tokens.BODY),
        "display": str(body + 2 * (tokens.TITLE - tokens.BODY) + 2),
        "accent_strong": mix(theme.accent, theme.text, 0.18),
        "icon_chevron": icon_file("chevron-down", theme.muted),
        "icon_up": icon_file("chevron-up", theme.muted),
        "icon_check": icon_file("check", theme.on_accent, 3.2),
    }

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.endswith("px") and name[:-2] in values:
            return values[name[:-2]] + "px"
        return values.get(name) or str(getattr(theme, name))

    return re.sub(r"@([a-z_]+)", fill, _template())


@cache
def _template() -> str:
    text = (resource_folder() / "themes" / "slipway.qss").read_text("utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def set_look(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet reads, and repaint with what is new in them."""
    new = [(name, value) for name, value in properties.items() if _kept(widget, name) != value]
    for name, value in new:
        widget.setProperty(name, value)
    if not new or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will be, with these, before it is seen
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _kept(widget: QWidget, name: str) -> object:
    value: object = widget.property(name)
    return "" if value is None else value  # to the style sheet they are one
