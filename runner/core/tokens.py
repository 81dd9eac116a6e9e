"""Theme tokens: the one place with colours and sizes. Style sheet, canvas, plots, SVG and reports draw from here."""

from __future__ import annotations

from runner.core.values import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours as `#RRGGBB`."""

    name: str
    surface: str
    raised: str
    sunken: str
    text: str
    muted: str
    faint: str
    line: str
    strong_line: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    warning: str
    bad: str
    paper: str
    grid: str
    ink: str
    running: str
    done: str
    waiting: str
    heat: tuple[str, ...]


HEAT = ("#00204D", "#31446B", "#666970", "#958F78", "#CBBA69", "#FFEA46")

LIGHT = Theme(
    name="light",
    surface="#FFFFFF", raised="#F7F8FA", sunken="#EEF0F3",
    text="#1A1D21", muted="#5B6470", faint="#6A7380",
    line="#DDE1E6", strong_line="#B8C0CA",
    accent="#1A5FCC", on_accent="#FFFFFF", accent_soft="#E6EEFA",
    good="#17702F", warning="#8A5A00", bad="#B3261E",
    paper="#FFFFFF", grid="#EEF1F5", ink="#22262B",
    running="#1A5FCC", done="#5F6B78", waiting="#A8530A",
    heat=HEAT,
)  # fmt: skip

DARK = Theme(
    name="dark",
    surface="#1B1E23", raised="#23272E", sunken="#15171B",
    text="#E7EAEE", muted="#A7B0BC", faint="#929CA9",
    line="#343A43", strong_line="#4B535F",
    accent="#6AA5FF", on_accent="#0B1220", accent_soft="#24344D",
    good="#3FB950", warning="#D29922", bad="#FF7B72",
    paper="#1B1E23", grid="#262B33", ink="#DCE1E8",
    running="#6AA5FF", done="#9AA4B1", waiting="#F0A53A",
    heat=HEAT,
)  # fmt: skip

THEMES = {"light": LIGHT, "dark": DARK}

SPACE = 4
RADIUS = 6
BODY = 13
SMALL = 12
TITLE = 16
ICON = 16
MOTION_MS = 120

UI_FONTS = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
CANVAS_FONTS = ("Liberation Sans", "Arial", "Droid Sans Fallback")

ELEMENT_COLOURS = {
    "blue": ("#bbdefb", "#0d4372"),
    "orange": ("#ffe0b2", "#6b3c00"),
    "green": ("#c8e6c9", "#205022"),
    "red": ("#ffcdd2", "#831311"),
    "purple": ("#e1bee7", "#5b176d"),
}
"""Fill and stroke that a person may give an element: the five that bpmn-js offers, the same in both themes, since
they stand in the file."""
