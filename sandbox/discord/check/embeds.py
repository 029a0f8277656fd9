"""Limits of embeds: Discord's reference, "Embed Limits"."""

from sandbox.discord.check.form import Form
from sandbox.discord.wire import MAX_EMBED_CHARACTERS, MAX_EMBEDS, Json

_SHOWN = ("title", "description", "fields", "image", "thumbnail", "footer", "author")


def check_embeds(form: Form) -> None:
    """Check a message's embeds."""
    form.length(0, MAX_EMBEDS)
    total = 0
    for embed in form.items():
        if embed.mapping():
            _check_embed(embed)
            total += _characters(embed.value)
    if total > MAX_EMBED_CHARACTERS:
        form.fail("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_CHARACTERS}")


def _check_embed(embed: Form) -> None:
    if not any(embed.value.get(key) for key in _SHOWN):
        embed.at("description").required()
    embed.at("title").text(0, 256)
    embed.at("description").text(0, 4096)
    embed.at("url").link()
    embed.at("color").whole(0, 0xFFFFFF)
    embed.at("footer").at("text").text(0, 2048)
    embed.at("author").at("name").text(0, 256)
    embed.at("author").at("url").link()
    for key in ("image", "thumbnail"):
        embed.at(key).at("url").link("attachment")
    embed.at("footer").at("icon_url").link("attachment")
    embed.at("author").at("icon_url").link("attachment")
    embed.at("fields").length(0, 25)
    for field in embed.at("fields").items():
        if field.mapping():
            field.at("name").text(1, 256, required=True)
            field.at("value").text(1, 1024, required=True)
            field.at("inline").boolean()


def _characters(embed: Json) -> int:
    """Count what counts towards the sum over all embeds of a message."""
    texts = [embed.get("title"), embed.get("description")]
    texts.append((embed.get("footer") or {}).get("text"))
    texts.append((embed.get("author") or {}).get("name"))
    for field in embed.get("fields") or []:
        if isinstance(field, dict):
            texts += [field.get("name"), field.get("value")]
    return sum(len(str(text)) for text in texts if text is not None)
