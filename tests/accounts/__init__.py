"""The way of a link, over real sockets."""
