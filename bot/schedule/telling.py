"""What the owner of a post is told when it did not appear."""

from dataclasses import replace

from bot.accounts.notices import Notice
from bot.errors import Action, GrantAccess, SourceUnavailable, UserError
from bot.store.posts import CLAIMED, SENDING, Post, Withdrawn


def paused_notice(post: Post, error: UserError) -> Notice:
    """Say that the post stopped for a reason somebody must mend, and how to go on afterwards."""
    return Notice(post.created_by, f"{_what_happened(post)} {error.message} {_afterwards(post)}", error.action)


def lacking_notice(post: Post, lacks: str) -> Notice:
    """Say what a post appeared without; once, until a post has everything again."""
    ending = "The rest was posted; I tell you again only after a post has had everything."
    return Notice(post.created_by, f"The credits for <#{post.channel_id}> ({post.words}): {lacks} {ending}")


def missed_notice(post: Post, problem: str, action: Action | None = None) -> Notice:
    """Say that the post was given up, and why; of a schedule also that nobody needs to do anything for the next."""
    ending = "The schedule goes on; I tell you again only after a post has worked."
    return Notice(
        post.created_by, f"{_what_happened(post)} {problem}{f' {ending}' if post.schedule_id else ''}", action
    )


def resting_notice(post: Post, error: SourceUnavailable) -> Notice:
    """Say that a schedule rests until an owner links their channel again, and goes on by itself afterwards."""
    own = GrantAccess("creator") if error.owner_id == post.created_by else None
    ending = "The schedule rests until then and goes on by itself; I tell you again only after a post has worked."
    return Notice(post.created_by, f"{_what_happened(post)} {error.message} {ending}", own)


def withdrawn_notice(stopped: Withdrawn, *, goes_on: bool) -> Notice:
    """Say that a post was stopped by what others did, or by its age, and what of it is in the channel."""
    post = replace(stopped.post, status=SENDING if stopped.total else CLAIMED)
    said = [f"{_what_happened(post).removesuffix('.')}: {post.problem}.", arrived(stopped)]
    said.append("The schedule goes on." if goes_on else "")
    said.append("`/credits sources list` shows whom the next post thanks.")
    return Notice(post.created_by, " ".join(filter(None, said)))


def arrived(stopped: Withdrawn) -> str:
    """Say what of a stopped post is in its channel, or nothing when none of it was sent.

    A message whose sending was never confirmed may be there as well: nobody has looked.
    """
    place = f"<#{stopped.post.channel_id}>"
    if not stopped.total:
        return ""
    if not stopped.posted:
        return f"Its first message may be in {place}; delete it if it should not stay."
    are = "is" if stopped.posted == 1 else "are"
    return f"At least {stopped.posted} of its {stopped.total} messages {are} in {place}; delete what should not stay."


def _what_happened(post: Post) -> str:
    moment = f"<t:{int(post.due_at.timestamp())}:f>"
    ending = "stopped half-way." if post.status == SENDING else "were not posted."
    rule = f" ({post.words})" if post.words else ""
    return f"The credits for <#{post.channel_id}>{rule}, due {moment}, {ending}"


def _afterwards(post: Post) -> str:
    if post.schedule_id is None:
        return "Then use `/credits post` again."
    return "I have paused the schedule; when that is mended, start it again with `/credits resume`."
