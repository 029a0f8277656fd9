"""The API methods of the sandbox's Google, one module a resource."""
