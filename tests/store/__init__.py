"""The database, its migrations, and secrets at rest."""
