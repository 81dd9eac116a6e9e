"""Layouts that are filled anew, and widgets that come and go in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def show_if(widget: QWidget, on: bool) -> None:
    """Show or hide a widget. One that has no parent yet would flash up as a window of its own and take the
    focus away: it is only left to appear together with its parent."""
    if on and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(on)


def is_put_away(widget: QWidget) -> bool:
    """Whether somebody hid it; one that only waits for its parent to be shown is not put away."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout. The widgets vanish at once and are deleted when no event of
    theirs is under way any more: one of them may have asked for the change."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
            inner.deleteLater()
