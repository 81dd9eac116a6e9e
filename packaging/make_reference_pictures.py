"""Compare how everything is drawn, on the canvas and on the pages of a PDF, with the reference pictures of
`tests/data/pictures`, and renew them.

    python packaging/make_reference_pictures.py           say which elements of which sheet look otherwise
    python packaging/make_reference_pictures.py --renew   write the sheets that do; look at each of them

The new pictures and pictures of the differences lie under `build/pictures`. Works without a screen (offscreen). The
exit code is 1 where something looks otherwise and was not renewed.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Compare all sheets in both themes, and as PDF."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--renew", action="store_true", help="write the sheets that look otherwise")
    renew = parser.parse_args().renew
    from PySide6.QtGui import QGuiApplication, QImage

    from tests.helpers import likeness
    from tests.helpers.pdf_page import printed
    from tests.helpers.sheets import all_sheets

    _application = QGuiApplication.instance() or QGuiApplication(["slipway"])
    otherwise, bytes_ = 0, 0
    for sheet in all_sheets():
        for theme in likeness.THEMES:
            path, now = likeness.reference(sheet, theme), likeness.painted(sheet, theme)
            known = QImage(str(path))
            changed = likeness.differences(sheet, known, now)
            if changed:
                otherwise += 1
                print(f"new: {path.name}" if known.isNull() else likeness.told(sheet, theme, known, now, changed))
                if renew:
                    likeness.save(likeness.small(now), path)
            bytes_ += path.stat().st_size if path.exists() else 0
    apart = 0
    for sheet in all_sheets():
        known, now = QImage(str(likeness.reference(sheet, likeness.LIGHT))), printed(sheet)
        if changed := likeness.differences(sheet, known, now, likeness.OUTLINED):
            apart += 1
            print("as PDF, " + likeness.told(sheet, likeness.LIGHT, known, now, changed))
    print(
        f"{otherwise} sheets look otherwise{', renewed' if renew and otherwise else ''}; {bytes_ // 1000} KB in all"
    )
    print(f"{apart} sheets look otherwise on the pages of a PDF")
    return 1 if apart or (otherwise and not renew) else 0


if __name__ == "__main__":
    sys.exit(main())
