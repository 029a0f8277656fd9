"""The tests of Curtain Call."""
