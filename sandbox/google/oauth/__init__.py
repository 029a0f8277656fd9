"""Google's OAuth 2.0 for web servers, as the sandbox plays it."""
