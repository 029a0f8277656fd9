"""When: rules, time zones, the ledger of posts, token refresh, clean-up."""
