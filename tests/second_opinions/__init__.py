"""What others say: Discord's OpenAPI document, simcord's Discord, and Google's own blocking clients."""
