"""Tests of the sandbox's own servers."""
