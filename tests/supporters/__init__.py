"""Tests of bot.supporters."""
