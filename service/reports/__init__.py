"""Reports and exports: domain records in, bytes of office files and data sets out; no clock, no store, no network."""
