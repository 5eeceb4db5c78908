"""The same over HTTP, with a memory: store, jobs, accounts, API, reports."""
