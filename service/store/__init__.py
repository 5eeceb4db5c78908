"""Everything that is kept: documents, plans, measures, vectors, answers, corrections, accounts, jobs."""
