"""OAuth servers, over real sockets."""
