"""What somebody tries who wants another person's account, and what becomes of it."""
