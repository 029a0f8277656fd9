"""The tests: behaviour, over real sockets where the wire matters."""
