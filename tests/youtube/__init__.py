"""Tests of bot.youtube, over real sockets against the sandbox's Google."""
