"""Answers that are put together from what is stored: the machine's with the experts' words laid over them."""
