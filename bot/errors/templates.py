"""What can go wrong with the templates that people write."""

from bot.errors.base import UserError
from bot.names import escape_name


class BadTemplate(UserError):
    """A template cannot be used as it is. `problem` is plain text; `line` counts from 1, 0 when none is to blame.

    The problem can quote what the template's author wrote, so it is shown escaped: between backticks a message that is
    cut somewhere would free what stands behind the first.

    `name` is escaped, and empty while the template is being written.
    """

    def __init__(self, problem: str, line: int, name: str = "") -> None:
        where = f"in line {line}: " if line else ""
        what = f"The template **{name}**" if name else "This template"
        mend = " Mend it with `/credits templates edit`; nothing was posted." if name else ""
        super().__init__(f"{what} does not work, {where}{escape_name(problem)}.{mend}")
        self.problem = problem
        self.line = line


class TemplateUnknown(UserError):
    """There is no such template here; `name` is escaped."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no template **{name}** here. Choose one from the list, or write it with "
            "`/credits templates new`."
        )


class BadTemplateName(UserError):
    """A template cannot be called so; `why` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Choose another name.")


class TooManyTemplates(UserError):
    """The server has as many templates of its own as it can have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"This server has {limit} templates of its own, which is as many as I keep. Delete one with "
            "`/credits templates delete` first."
        )


class DraftChanged(UserError):
    """What was previewed is not what would be saved: somebody wrote another version meanwhile, or saved this one."""

    def __init__(self) -> None:
        super().__init__(
            "This preview is not of the newest version: it was saved, discarded or written anew meanwhile. Look at it "
            "with `/credits templates edit`."
        )
