"""Tests of bot.credits and bot.names."""
