"""The QR code that names a case on its paper: what a scanner types when the paper comes back."""

from __future__ import annotations


def case_address(process: str, case: str) -> str:
    """What the code says: `slipway:case/PROCESS/CASE`."""
    return f"slipway:case/{process}/{case}"


def code_of(text: str) -> list[list[bool]]:
    """The code as rows of modules, dark or not, with its quiet zone of four modules around (ISO/IEC 18004). A quarter
    of it may be soiled. Raises `ValueError` for a text that no code holds."""
    import segno  # here: most windows never print

    return [[bool(dark) for dark in row] for row in segno.make(text, micro=False, error="q").matrix_iter(border=4)]
