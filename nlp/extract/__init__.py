"""Cells → facts: deadline, executors, outcome, and the plan's passport."""
