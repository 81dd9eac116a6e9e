"""Write `docs/forms.md` from the registries: what form-js cannot express, kind by kind.

`--check`: exit 1 where the page is out of date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAGE = ROOT / "docs" / "forms.md"

_HEAD = """# Forms and form-js

Made by `packaging/make_form_page.py` from the code; do not edit by hand.

A form is a form-js file (schema versions 1 to 19). It is opened without loss: keys that are not known here and the
order of keys are kept, and a form that is not changed is not written. A component without an id gets one when the
form is changed in the designer.

What form-js cannot express lies under `properties` of a component, in names that begin with `slip:`; other tools keep
it and do not look at it. Of the whole form, where form-js allows no `properties`, it lies beside `components`. The
designer lists what a form loses elsewhere under *What other tools will not show*, and `check` names it for files that
are meant for another engine.
"""


def page() -> str:
    """The page as it should be."""
    from modeler.forms.extras import SHOWN_AS, setting_names
    from modeler.forms.settings import SETTINGS
    from runner.forms.fields import FIELDS

    lines = [_HEAD, "## Kinds of fields\n", "| kind | name in the file | type of form-js | other tools show |",
             "|---|---|---|---|"]  # fmt: skip
    names = setting_names()
    for kind in sorted(FIELDS.values(), key=lambda one: one.id):
        if kind.id in (kind.type, "dataTable", "unknown"):
            continue
        lines.append(f"| {kind.label} | `{kind.id}` | `{kind.type}` | {SHOWN_AS.get(kind.type, kind.type)} |")
    lines += ["", "All other kinds are form-js's own and look there as here.", "", "## Settings of a field\n",
              "| setting | kept as | of the kinds |", "|---|---|---|"]  # fmt: skip
    of_kind: dict[str, list[str]] = {}
    for kind in sorted(FIELDS.values(), key=lambda one: one.id):
        for name in kind.properties:
            row = SETTINGS[name]
            own = "slip:formula" if name == "formula" else f"slip:{row.name or row.id}"
            if row.place == "own" or name in ("formula", "multiple"):
                of_kind.setdefault(own, []).append(kind.id)
    for own in sorted(names):
        kinds = ", ".join(of_kind.get(own, [])) or "any"
        lines.append(f"| {names[own]} | `{own}` | {kinds} |")
    texts = ", ".join(f"`{name}`" for name in ("slip:zh", "slip:en", "slip:zhDescription", "slip:enDescription"))
    lines += [
        f"| Captions and texts in both languages | {texts} | any |",
        "",
        "## The whole form\n",
        "| what | kept as |",
        "|---|---|",
        "| what must hold between fields: condition, and what is told where it is false | `slip:checks` |",
        "| captions to the left of their fields (`left`) | `slip:captions` |",
        "| the printed page | `slip:print` |",
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    wanted = page()
    if parser.parse_args().check:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted else 1
    PAGE.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
