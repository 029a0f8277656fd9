"""Jinja templates for credits: what comes with the bot, what they see, and how they are kept harmless."""
