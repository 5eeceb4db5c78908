"""What is known about Russian roadmaps: reading, segmentation, facts, classes, matches, gaps."""
