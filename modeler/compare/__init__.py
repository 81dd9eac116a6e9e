"""Semantic comparison of two models."""
