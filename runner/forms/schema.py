"""A form as form-js writes it (schema version 19), with what form-js cannot say under `properties`.

`type` is form-js's component type. Kinds of our own ride on a form-js type and name themselves in
`properties["slip:kind"]` (`money` on number, `dateRange` on group-less textfield, `person` and
`attachment` on textfield / filepicker, `table` on dynamiclist), so that other tools still open the form.
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from runner.core.i18n import pick
from runner.data.model import OpenValue

ELEMENT = "slip:element"
KIND = "slip:kind"
LABEL_ZH = "slip:zh"
LABEL_EN = "slip:en"


class Component(OpenValue):
    """One component of a form; unknown keys are kept."""

    # form-js keys are camelCase already and stay as they are
    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, alias_generator=None)

    type: str
    id: str | None = None
    key: str | None = None
    label: str | None = None
    description: str | None = None
    defaultValue: Any = None  # noqa: N815
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
        return str((self.properties or {}).get(KIND) or self.type)

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


class Form(OpenValue):
    """A form file (`forms/NAME.form`)."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True, alias_generator=None)

    type: str = "default"
    id: str = ""
    schemaVersion: int = 19  # noqa: N815
    components: list[Component] = []
