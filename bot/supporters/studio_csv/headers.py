"""What the first row of a table says: which words head which column, in the languages YouTube Studio speaks.

YouTube documents neither the words nor their order, and both change (FACTS, 1). A word is *certain* only where it was
seen in real exports (English, Spanish, Brazilian Portuguese) or is our own. Translations are *likely*: enough to
suggest a column and not enough to read it unasked.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum

from bot.supporters.studio_csv.likely import LIKELY
from bot.supporters.studio_csv.role import Role


class Sure(Enum):
    """How sure a heading makes us."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading means."""

    role: Role
    sure: Sure


_CERTAIN: dict[Role, tuple[str, ...]] = {
    Role.NAME: ("Member", "Miembro", "Membros", "name", "member name", "display name", "supporter"),
    Role.LINK: (
        *("Link to profile", "Enlace al perfil", "Vínculo al perfil", "Link do perfil"),
        *("channel", "channel link", "channel URL", "profile URL"),
    ),
    Role.LEVEL: ("Current level", "Nivel actual", "Nível atual", "level", "tier"),
    Role.LEVEL_MONTHS: (
        *("Total time on level (months)", "Tiempo total en el nivel (meses)", "Tempo total no nível (meses)"),
    ),
    Role.MONTHS: (
        *("Total time as member (months)", "Tiempo total como miembro (meses)"),
        *("Tempo total como assinante (meses)", "months"),
    ),
    Role.UPDATE: ("Last update", "Última actualización", "Última atualização"),
    Role.UPDATED_AT: (
        *("Last update timestamp", "Marca de tiempo de la última actualización"),
        "Carimbo de data/hora da última atualização",
    ),
    Role.SINCE: ("since", "member since"),
    Role.IGNORED: (
        *("Price", "Precio", "Preço", "Price version timestamp", "Marca de tiempo de la versión del precio"),
        *("email", "e-mail", "email address"),
    ),
}

JOINED = frozenset({"joined", "se unio", "virou assinante"})
"""What Studio writes for somebody who has just joined and was never there before, as `folded` writes it.

Somebody who came back has other words, and the date beside those is no beginning.
"""


def folded(words: str) -> str:
    """Return a heading to compare: without case, accents of Latin letters, punctuation and extra blanks."""
    # Turkish writes ı in lower case for what everybody's upper case is I.
    plain = unicodedata.normalize("NFKD", words).casefold().replace("ı", "i")
    kept = "".join(character if _matters(character) else " " for character in plain if not _is_accent(character))
    return " ".join(unicodedata.normalize("NFKC", kept).split())


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _matters(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def meaning(heading: str) -> Heading | None:
    """Return what a heading means, None for words that are not known."""
    return _KNOWN.get(folded(heading))


def _known() -> dict[str, Heading]:
    likely = {folded(word): Heading(role, Sure.LIKELY) for role, words in LIKELY for word in words}
    certain = {folded(word): Heading(role, Sure.CERTAIN) for role, words in _CERTAIN.items() for word in words}
    return likely | certain


_KNOWN = _known()
