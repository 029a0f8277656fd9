"""Names as the credits write them; the rules are those of the whole bot."""

from bot.names import escape_name, plain_name

__all__ = ["escape_name", "plain_name"]
