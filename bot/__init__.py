"""Curtain Call: links YouTube accounts from Discord and thanks everyone who supports a creator."""
