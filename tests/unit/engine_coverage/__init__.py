"""The coverage suite of the engine: small models, each with what has to happen in it.

One file of `models` a construct. Each model runs straight, and saved and restored at every quiet point.
"""
