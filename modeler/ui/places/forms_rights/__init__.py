"""Forms & rights: the forms of a process, what each step may do with each field, people and terms."""

from __future__ import annotations

from modeler.ui.places.forms_rights.place import FormsRights

__all__ = ["FormsRights"]
