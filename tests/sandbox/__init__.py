"""The sandbox: a Discord and a Google on loopback, to try the bot in a browser and to test it over the wire."""
