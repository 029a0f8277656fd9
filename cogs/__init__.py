"""The slash commands, one file a group. A cog parses, calls one service and replies."""
