"""Rolls as files to take away: text, tables, data, subtitles, and a list a level."""
