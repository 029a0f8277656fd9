"""How hypothesis runs here."""

from hypothesis import HealthCheck, settings

# The machines that run this are slow and shared: time is no evidence of a fault.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Decorator for properties, put above `given`."""
