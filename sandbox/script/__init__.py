"""The guided tour played without a browser, and a transcript of it: `make demo ARGS=--script`."""

from sandbox.script.play import StepFailed, play

__all__ = ["StepFailed", "play"]
