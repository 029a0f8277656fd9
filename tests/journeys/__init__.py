"""What people do with the whole bot, over real sockets: sandbox Discord and Google, the bot's own client and pages."""
