"""A link's life: ticket, proof, consent, tokens, a fresh access token, forgotten."""
