"""Types, coercion, dictionary elements and code lists."""

from __future__ import annotations

import os

# No plugin of another program looks into our models, and a start need not search the installed packages for one.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
