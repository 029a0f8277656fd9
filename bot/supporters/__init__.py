"""Who supports whom: sources and the roll they make."""
