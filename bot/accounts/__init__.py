"""A link's life: ticket, proof, consent, tokens, a fresh access token, forgotten.

- `linking` is the way of a link: a ticket (`tickets`), a browser's steps (`steps`), the code typed into Discord
  (`code_proof`), and the exchange and saving that both proofs end in (`finishing`). `refusals` words every way it can
  end without a link.
- `accounts` is what is linked: look up, require a permission, choose the default, forget.
- `keeper` gives access tokens and refreshes them, once per link however many ask; `recovery` tidies up after a crash.

Nothing here knows Discord's gateway, YouTube or the web: they are passed in or call from above.
"""
