"""Discord's REST API v10, area by area."""
