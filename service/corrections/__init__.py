"""What experts change: replayed over every new analysis, undone, learned from."""
