"""What the owner of a post is told when it did not appear."""

from bot.accounts.notices import Notice
from bot.errors import Action, UserError
from bot.store.posts import SENDING, Post


def paused_notice(post: Post, error: UserError) -> Notice:
    """Say that the post stopped for a reason somebody must mend, and how to go on afterwards."""
    return Notice(post.created_by, f"{_what_happened(post)} {error.message} {_afterwards(post)}", error.action)


def missed_notice(post: Post, problem: str, action: Action | None = None) -> Notice:
    """Say that the post was given up, and why; of a schedule also that nobody needs to do anything for the next."""
    ending = "The schedule goes on; I tell you again only after a post has worked."
    return Notice(
        post.created_by, f"{_what_happened(post)} {problem}{f' {ending}' if post.schedule_id else ''}", action
    )


def _what_happened(post: Post) -> str:
    moment = f"<t:{int(post.due_at.timestamp())}:f>"
    ending = "stopped half-way." if post.status == SENDING else "were not posted."
    rule = f" ({post.words})" if post.words else ""
    return f"The credits for <#{post.channel_id}>{rule}, due {moment}, {ending}"


def _afterwards(post: Post) -> str:
    if post.schedule_id is None:
        return "Then use `/credits post` again."
    return "I have paused the schedule; when that is mended, start it again with `/credits resume`."
