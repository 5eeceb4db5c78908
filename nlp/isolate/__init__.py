"""Foreign files are read in a child process that can be killed; every file ends in a named state."""
