"""Corpus → fitted models with their figures."""
