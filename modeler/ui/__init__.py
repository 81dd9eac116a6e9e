"""The window: the only package of the modeler that imports PySide6.

Plain modules come first, here: once PySide is loaded it reads the source of each module that is imported
after it, which costs a start some 20 ms.
"""

from __future__ import annotations

import modeler.catalog.stages
import modeler.document.change
import modeler.ui.actions
import modeler.ui.places
import modeler.ui.preferences  # noqa: F401  # imported for the order alone
import runner.core.errors  # noqa: F401  # likewise
