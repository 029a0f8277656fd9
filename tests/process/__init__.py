"""The bot as a process of its own: killed, stopped, started again."""
