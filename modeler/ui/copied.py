"""What the canvas put on the clipboard, known again when the program ends. Stands alone: a start reads it."""

COPIED = "slipway-copied"
"""The object name of such data."""
