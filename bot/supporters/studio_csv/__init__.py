"""Reads files with names: the members that YouTube Studio exports, tables of any other origin, and plain lists.

Nothing here knows Discord or the database. Whatever a file does not say beyond doubt comes back as a question.
"""
