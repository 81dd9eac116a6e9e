"""Design time: the document, the canvas, checks, compilation and publishing."""
