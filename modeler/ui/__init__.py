"""The window: the only package of the modeler that imports PySide6."""

from __future__ import annotations

import runner.ui  # noqa: F401  # puts Python's own import back before a hundred modules are imported
