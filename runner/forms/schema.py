"""A form as form-js writes it (schema version 19), with what form-js cannot say under `properties`.

`type` is form-js's component type. Kinds of our own ride on a form-js type and name themselves in
`properties["slip:kind"]` (`money` on number, `dateRange` on group-less textfield, `person` and
`attachment` on textfield / filepicker, `table` on dynamiclist), so that other tools still open the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ConfigDict, Field

from runner.core.i18n import LocalText, pick
from runner.data.model import OpenValue

ELEMENT = "slip:element"
KIND = "slip:kind"
FORMULA = "slip:formula"
LABEL_ZH = "slip:zh"
LABEL_EN = "slip:en"
GIVEN = frozenset({"serial", "starter", "starterDepartment", "startTime"})
"""Kinds whose value is given when a case starts; nobody writes it."""


class Component(OpenValue):
    """One component of a form; unknown keys are kept."""

    # form-js keys are camelCase already and stay as they are
    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, alias_generator=None)

    type: str
    id: str | None = None
    key: str | None = None
    label: str | None = None
    description: str | None = None
    defaultValue: Any = None  # noqa: N815  # form-js's own key
    validate_: dict[str, Any] | None = Field(default=None, alias="validate")
    conditional: dict[str, Any] | None = None
    layout: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    values: list[dict[str, Any]] | None = None
    components: list[Component] | None = None
    path: str | None = None
    text: str | None = None

    @property
    def kind(self) -> str:
        """The field kind: our own where named, else form-js's type."""
        named = (self.properties or {}).get(KIND)
        # form-js's own `table` only shows data, ours is filled in
        return str(named or ("dataTable" if self.type == "table" else self.type))

    @property
    def name(self) -> str:
        """Where its value lies among its siblings: `key`, for a list of rows its `path`; else empty."""
        return (self.key or self.path or "") if self.type == "dynamiclist" else self.key or ""

    @property
    def formula(self) -> str | None:
        """The FEEL text (without `=`) that computes its value, or None."""
        text = self.own(FORMULA) or (self.option("expression") if self.type == "expression" else None)
        return str(text).strip().removeprefix("=").strip() if text else None

    @property
    def hide(self) -> str | None:
        """The FEEL text (without `=`) that hides it and drops its value, or None."""
        text = (self.conditional or {}).get("hide")
        return str(text).strip().removeprefix("=").strip() if text else None

    @property
    def rules(self) -> dict[str, Any]:
        """The limits of form-js (`required`, `min`, `maxLength` ...); empty where there are none."""
        return self.validate_ or {}

    @property
    def is_fixed(self) -> bool:
        """Whether nobody may change it, whatever the rights of the step say."""
        locked = self.option("readonly") is True or self.option("disabled") is True
        return locked or self.kind in GIVEN or self.formula is not None

    def own(self, name: str, default: Any = None) -> Any:
        """One of our own settings under `properties`."""
        return (self.properties or {}).get(name, default)

    @property
    def element(self) -> str | None:
        """The code of the dictionary term it is bound to, or None."""
        code = (self.properties or {}).get(ELEMENT)
        return str(code) if code else None

    @property
    def caption(self) -> str:
        """The label in the user's language."""
        own = self.properties or {}
        texts = {"zh": str(own.get(LABEL_ZH) or ""), "en": str(own.get(LABEL_EN) or "")}
        return pick(texts) or self.label or self.key or ""

    def option(self, name: str, default: Any = None) -> Any:
        """Any other form-js key of this component."""
        return (self.model_extra or {}).get(name, default)


class CrossCheck(OpenValue):
    """What must hold between fields: a condition in FEEL (a leading `=` is dropped), and what is told where it is
    false."""

    condition: str = ""
    message: LocalText = ""

    @property
    def text(self) -> str:
        """The condition without `=`."""
        return self.condition.strip().removeprefix("=").strip()


class Form(OpenValue):
    """A form file (`forms/NAME.form`). form-js allows no `properties` here, so that what is ours of the whole form
    has keys of its own: `slip:checks` (what must hold between fields), `slip:captions` and `slip:print`."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, alias_generator=None)

    type: str = "default"
    id: str = ""
    schemaVersion: int = 19  # noqa: N815  # form-js's own key
    components: list[Component] = []
    checks: list[CrossCheck] | None = Field(default=None, alias="slip:checks")
    captions: Literal["top", "left"] | None = Field(default=None, alias="slip:captions")
    """Where the captions of fields stand: above them, or to their left."""


@dataclass(frozen=True)
class Place:
    """A component in its form. `path` is where its value lies in the data, dotted (a column of a table:
    `table.column`), empty without a value; `table` the path of the table it is a column of; `within` the
    containers around it, the outermost first."""

    path: str
    component: Component
    table: str | None = None
    within: tuple[Component, ...] = ()


def places(components: Sequence[Component], prefix: str = "") -> Iterator[Place]:
    """Every component with its place, containers before what they hold."""
    yield from _places(components, prefix, None, ())


def _places(
    components: Sequence[Component], prefix: str, table: str | None, within: tuple[Component, ...]
) -> Iterator[Place]:
    for component in components:
        path = joined(prefix, component.name) if component.name else ""
        yield Place(path, component, table, within)
        inside = component.components or ()
        if component.type == "dynamiclist":
            yield from _places(inside, path, path, (*within, component))
        elif inside:
            yield from _places(inside, joined(prefix, component.path or ""), table, (*within, component))


def field_places(form: Form) -> list[Place]:
    """The places that hold a value: fields, tables and their columns, in the order of the form."""
    return [place for place in places(form.components) if place.path]


def joined(prefix: str, name: str) -> str:
    """A dotted path out of two parts, each of which may be empty."""
    return f"{prefix}.{name}" if prefix and name else prefix or name
