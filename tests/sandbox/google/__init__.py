"""Tests of the Google that the sandbox plays."""
