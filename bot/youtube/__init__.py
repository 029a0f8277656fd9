"""Typed, asynchronous YouTube Data API on google-api-python-client's request builders."""
