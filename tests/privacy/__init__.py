"""Privacy: what is kept is shown, exported and forgotten."""
