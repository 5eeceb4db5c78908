"""The layout of the database, one file a step; alembic runs them when the store is opened."""
