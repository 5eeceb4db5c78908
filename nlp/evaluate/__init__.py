"""Figures of what the stages find against gold."""
