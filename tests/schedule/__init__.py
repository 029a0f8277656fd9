"""Rules, schedules and posts that appear exactly once."""

import warnings

with warnings.catch_warnings():
    # discord.py 2.7 imports audioop for voice, and Python 3.11 and 3.12 warn of that once.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord  # noqa: F401 (so that later imports find it without the warning)
