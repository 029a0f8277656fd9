"""Patreon's API v2, typed and asynchronous: whose account a token speaks for, and who supports its campaign."""
