"""Work that goes on after the answer: a table of jobs with leases, and those who work on them."""
