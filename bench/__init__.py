"""Measurements. Every figure is printed with what it is measured against in the same run."""
