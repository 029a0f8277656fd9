"""One file a provider: endpoints, scopes, quirks."""
