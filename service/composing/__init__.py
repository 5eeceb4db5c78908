"""What reports need, gathered from the store: plans with corrections, experts' words, formulations, the stamp."""

from service.composing.conclusion import Asked, conclusion_input
from service.composing.dataset import dataset_pieces
from service.composing.tables import MOST_PLANS, comparison_input, matrix_input

__all__ = ["MOST_PLANS", "Asked", "comparison_input", "conclusion_input", "dataset_pieces", "matrix_input"]
