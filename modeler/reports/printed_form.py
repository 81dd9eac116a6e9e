"""A case on paper: its form as a page for printing, with the opinions given on it.

What the reader may not see is taken out of the values before anything is written, so that no page can hold it. The
page is a plain kind of HTML, which the window lays out and prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from modeler.forms.print_template import PrintTemplate
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.tokens import LIGHT
from runner.forms.access import strip_hidden
from runner.forms.field import FormFacts, Scope
from runner.forms.fields import kind_of
from runner.forms.fields.paper import COLUMNS, rows_high
from runner.forms.fields.table import summed_columns
from runner.forms.grid import rows_of, spans_of
from runner.forms.inherit import inherit
from runner.forms.schema import Component, Form, joined, places
from runner.forms.state import form_state
from runner.forms.values import at
from runner.rights.fields import field_access
from runner.rights.model import FieldRight

CAPTION = 4
"""Columns of 24 that a caption takes beside its value."""

NARROW = 8
"""Columns of 24 below which caption and value have no room beside each other."""

CODE = 84
"""Dots that the QR code of the case is wide and high."""

PICTURE = 64
"""Dots that a picture or signature is high."""

SIGNED = 36
"""Dots that the signature of a decision is high."""

ShowValue = Callable[[Component, object], str]


@dataclass(frozen=True)
class Opinion:
    """What somebody said at a step; texts as they are read. `when` is empty where nothing was said yet; `picture`:
    what the drawing is called that is the `signature`."""

    step: str
    person: str = ""
    verdict: str = ""
    opinion: str = ""
    when: str = ""
    signature: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Printed:
    """What is printed besides the form: the opinions in their order, and where pictures lie by the path of their
    field or cell (`cell_path`), and the QR code of the case: names that the window resolves."""

    opinions: Sequence[Opinion] = ()
    pictures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: str = ""
    code: str = ""


def cell_path(table: str, row: int, column: str) -> str:
    """Where the pictures of a cell are found: `items[0].photo`; rows count from 0."""
    return f"{table}[{row}].{column}"


def printed_form(
    form: Form,
    values: Mapping[str, Any],
    rights: Sequence[FieldRight],
    template: PrintTemplate,
    facts: FormFacts,
    show: ShowValue,
    more: Printed | None = None,
) -> str:
    """The page as HTML. `rights` are those of the reader (`runner.rights.readers`), none where the form comes from
    the runner without what is hidden; `show` gives the text of a value as its field shows it."""
    page = _Page(inherit(form, facts.dictionary), values, rights, template, facts, show, more or Printed())
    return page.html()


class _Page:
    def __init__(
        self,
        form: Form,
        values: Mapping[str, Any],
        rights: Sequence[FieldRight],
        template: PrintTemplate,
        facts: FormFacts,
        show: ShowValue,
        more: Printed,
    ) -> None:
        self.form, self.template, self.show, self.more = form, template, show, more
        self.rights = rights
        state = form_state(form, values, facts)  # conditions may look at what the reader does not see
        self.hidden = state.hidden
        self.scope = Scope(facts, state.values)
        seen = strip_hidden(form, state.values, rights, user=facts.user, organization=facts.organization)
        self.values: Mapping[str, Any] = seen
        self.ruled = template.layout == "table"
        self.out: list[str] = []

    def html(self) -> str:
        """The whole page."""
        heading = next((one for one in self.form.components if _is_heading(one)), None)
        title = self.more.title or (_lines(heading)[0].lstrip("# ") if heading is not None else "")
        self.head(title)
        if self.template.serial:
            self.serial()
        rest = [one for one in self.form.components if one is not heading]
        if heading is not None:
            self.paragraphs(_lines(heading)[1:])
        self.level(rest, "")
        if self.template.opinions:
            self.opinions()
        if self.template.signatures:
            self.signatures()
        return "".join(self.out)

    def head(self, title: str) -> None:
        """The title, with the code of the case in the corner."""
        told = f'<h2 align="center">{escape(title)}</h2>' if title else ""
        if not (self.template.qr and self.more.code):
            self.out.append(told)
            return
        code = f'<img src="{escape(self.more.code, quote=True)}" width="{CODE}" height="{CODE}">'
        self.out.append(
            f'<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td width="15%"></td>'
            f'<td width="70%" align="center" valign="middle">{told}</td>'
            f'<td width="15%" align="right">{code}</td></tr></table>'
        )

    def serial(self) -> None:
        """The number of the case, right above the form."""
        for place in places(self.form.components):
            if (
                place.component.kind == "serial"
                and place.table is None
                and self.is_shown(place.component, place.path)
            ):
                text = self.show(place.component, at(self.values, place.path))
                if text:
                    told = f"{escape(place.component.caption)}: {escape(text)}"
                    self.out.append(f'<p align="right">{told}</p>')

    def is_shown(self, component: Component, path: str) -> bool:
        """Whether neither the rights nor a condition hides it."""
        if component.hide and self.scope.evaluate(component.hide) is True:
            return False
        return not component.name or (path not in self.hidden and field_access(self.rights, path) != "hidden")

    def level(self, components: Sequence[Component], prefix: str) -> None:
        """Rows of fields, and what stands between them."""
        run: list[list[Component]] = []
        for row in rows_of(components):
            shown = [one for one in row if self.is_shown(one, joined(prefix, one.name))]
            flat = [one for one in shown if self.is_flat(one)]
            if flat:
                run.append(flat)
            for one in shown:
                if not self.is_flat(one):
                    self.rows(run, prefix)
                    run = []
                    self.block(one, prefix)
        self.rows(run, prefix)

    def is_flat(self, component: Component) -> bool:
        """Whether it is a field with a cell of its own."""
        return bool(component.name) and component.type != "dynamiclist" and kind_of(component).holds

    def block(self, component: Component, prefix: str) -> None:
        """A group, a table or a text."""
        if component.type == "dynamiclist":
            self.detail(component, joined(prefix, component.name))
        elif component.components:
            inside = joined(prefix, component.path or "")
            if not self.shows_any(component.components, inside):
                return
            if component.caption:
                self.out.append(f"<p><b>{escape(component.caption)}</b></p>")
            self.level(component.components, inside)
        elif component.type == "text":
            self.paragraphs(_lines(component))

    def shows_any(self, components: Sequence[Component], prefix: str) -> bool:
        """Whether anything inside is printed."""
        for one in components:
            if not self.is_shown(one, joined(prefix, one.name)):
                continue
            if one.components and one.type != "dynamiclist":
                if self.shows_any(one.components, joined(prefix, one.path or "")):
                    return True
            elif one.name or one.type == "text":
                return True
        return False

    def paragraphs(self, lines: Sequence[str]) -> None:
        """Texts of the form, without their marks."""
        for line in lines:
            text = line.lstrip("# ").strip()
            if text:
                self.out.append(f"<p>{escape(text)}</p>")

    # fields ------------------------------------------------------------------------------------

    def rows(self, rows: Sequence[Sequence[Component]], prefix: str) -> None:
        """Fields in 24 columns, ruled or not."""
        if not rows:
            return
        border = 1 if self.ruled else 0
        self.out.append(f'<table width="100%" border="{border}" cellspacing="0" cellpadding="4">')
        taken: dict[int, int] = {}
        for number, row in enumerate(rows):
            self.out.append("<tr>")
            free = COLUMNS - taken.get(number, 0)
            for component, span in zip(row, _spans(row, free), strict=True):
                high = rows_high(component) if self.ruled else 1
                for below in range(number + 1, min(number + high, len(rows))):
                    taken[below] = taken.get(below, 0) + span
                self.cell(component, joined(prefix, component.name), span, min(high, len(rows) - number))
            self.out.append("</tr>")
        self.out.append("</table>")

    def cell(self, component: Component, path: str, span: int, high: int) -> None:
        """Caption and value: beside each other in a ruled table, below each other without rules or room."""
        value = self.value(component, path)
        caption = escape(component.caption)
        down = f' rowspan="{high}"' if high > 1 else ""
        width = round(100 * span / COLUMNS)
        if not self.ruled or span < NARROW:
            told = f"<small>{caption}</small><br>{value}"
            self.out.append(f'<td colspan="{span}" width="{width}%"{down}>{told}</td>')
            return
        left = min(CAPTION, max(span - 2, 1))
        part, rest = round(100 * left / COLUMNS), round(100 * (span - left) / COLUMNS)
        self.out.append(f'<td colspan="{left}" width="{part}%"{down} bgcolor="{LIGHT.raised}">{caption}</td>')
        self.out.append(f'<td colspan="{span - left}" width="{rest}%"{down}>{value}</td>')

    def value(self, component: Component, path: str) -> str:
        """The value as it is read, or its picture."""
        return self.shown(component, at(self.values, path), path)

    def shown(self, component: Component, value: Any, path: str) -> str:
        """A value, or the pictures that lie at its path."""
        pictures = self.more.pictures.get(path)
        if pictures:
            return " ".join(f'<img src="{escape(one, quote=True)}" height="{PICTURE}">' for one in pictures)
        text = self.show(component, value)
        return escape(text).replace("\n", "<br>") or "&nbsp;"

    def detail(self, table: Component, path: str) -> None:
        """A table of rows: its head is repeated on every page."""
        named = [one for one in table.components or () if one.name]
        columns = [one for one in named if field_access(self.rights, joined(path, one.name)) != "hidden"]
        rows = at(self.values, path)
        rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
        if table.caption:
            self.out.append(f"<p><b>{escape(table.caption)}</b></p>")
        if not columns:
            return
        head = "".join(f'<th bgcolor="{LIGHT.raised}">{escape(one.caption)}</th>' for one in columns)
        self.out.append('<table width="100%" border="1" cellspacing="0" cellpadding="4">')
        self.out.append(f"<thead><tr>{head}</tr></thead><tbody>")
        for number, row in enumerate(rows):
            shown = (self.shown(one, row.get(one.name), cell_path(path, number, one.name)) for one in columns)
            self.out.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in shown) + "</tr>")
        summed = set(summed_columns(table)) & {one.name for one in columns}
        if summed and rows:
            cells = "".join(f"<td><b>{escape(self.total(one, rows, summed))}</b></td>" for one in columns)
            self.out.append(f"<tr>{cells}</tr>")
        self.out.append("</tbody></table>")

    def total(self, column: Component, rows: Sequence[Mapping[str, Any]], summed: set[str]) -> str:
        """The sum of a column, exact; empty where it is not added up."""
        if column.name not in summed:
            return ""
        total = Scope(FormFacts(), {"rows": list(rows)}).evaluate(f"sum(rows.{column.name}[item != null])")
        return _("Total {amount}").format(amount=self.show(column, total)) if total is not None else ""

    # opinions ----------------------------------------------------------------------------------

    def opinions(self) -> None:
        """Who said what, in the order it was said."""
        said = [one for one in self.more.opinions if one.when]
        if not said:
            return
        is_signed = any(one.signature for one in said)
        heads = [
            _("Step"),
            _("Handler"),
            _("Verdict"),
            _("Opinion"),
            *([_("Signature")] if is_signed else []),
            _("Time"),
        ]
        self.out.append(f"<p><b>{escape(_('Opinions'))}</b></p>")
        self.out.append('<table width="100%" border="1" cellspacing="0" cellpadding="4"><thead><tr>')
        self.out += [f'<th bgcolor="{LIGHT.raised}">{escape(one)}</th>' for one in heads]
        self.out.append("</tr></thead><tbody>")
        for one in said:
            cells = [escape(text) for text in (one.step, one.person, one.verdict, one.opinion)]
            if is_signed:
                cells.append(_signature(one))
            cells.append(escape(one.when))
            self.out.append("<tr>" + "".join(f"<td>{cell or '&nbsp;'}</td>" for cell in cells) + "</tr>")
        self.out.append("</tbody></table>")

    def signatures(self) -> None:
        """A line to sign for each step at which nobody said anything yet."""
        open_steps = list(dict.fromkeys(one.step for one in self.more.opinions if not one.when))
        if not open_steps:
            return
        self.out.append("<br><table width='100%' border='0' cellspacing='0' cellpadding='8'>")
        for first in range(0, len(open_steps), 2):
            pair = open_steps[first : first + 2]
            line, day = "_" * 20, f"{escape(_('Date'))}: {'_' * 10}"
            cells = "".join(f"<td width='50%'>{escape(step)}: {line}&nbsp;&nbsp;{day}</td>" for step in pair)
            self.out.append(f"<tr>{cells}</tr>")
        self.out.append("</table>")


def _spans(row: Sequence[Component], room: int) -> list[int]:
    """How many of 24 columns each field takes; the row is filled to its end."""
    wide = [max(round(span * COLUMNS / 16), 2) for span in spans_of(row)]
    scaled = [max(one * room // max(sum(wide), 1), 2) for one in wide] if sum(wide) > room else wide
    return [*scaled[:-1], max(room - sum(scaled[:-1]), 2)]


def _signature(one: Opinion) -> str:
    """What was drawn, or the name in a hand of its own."""
    if one.picture:
        return f'<img src="{escape(one.picture, quote=True)}" height="{SIGNED}">'
    return f"<i>{escape(one.signature)}</i>" if one.signature else ""


def _is_heading(component: Component) -> bool:
    return component.type == "text" and (component.text or "").lstrip().startswith("#")


def _lines(component: Component) -> list[str]:
    own = component.properties or {}
    texts = {"zh": str(own.get("slip:zh") or ""), "en": str(own.get("slip:en") or "")}
    return (pick(texts) or component.text or "").strip().splitlines() or [""]
