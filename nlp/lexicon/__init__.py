"""Recognisers that several stages share: periods, actors, numbers, procedures, regions."""
