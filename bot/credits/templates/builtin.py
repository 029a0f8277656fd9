"""The templates that come with the bot. They are written like everybody's own, who may begin with one of them."""

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT = "levels"


@dataclass(frozen=True, slots=True)
class Builtin:
    """A template of the bot's: what people call it, and its text."""

    words: str
    body: str


_UNNAMED = """
{% if unnamed %}

and {{ unnamed|number }} who prefer{{ "s" if unnamed == 1 }} to stay unnamed
{% endif %}
"""

_LEVELS = """# {{ thanks }}
{% for group in groups %}

### {{ group.name }} · {{ group.count|number }}
{{ group.supporters|join(" · ") }}
{% endfor %}
"""

_MONTHS = """# {{ thanks }}
{% for group in groups %}

### {{ group.name }} · {{ group.count|number }}
{% for supporter in group.supporters %}
{{ supporter.name }} ({{ supporter.months|months }}){{ " · " if not loop.last }}
{%- endfor %}

{% endfor %}
"""

_COMPACT = """# {{ thanks }}
{{ supporters|join(", ") }}
"""

_NEWEST = """# {{ thanks }}
### Newest first
{{ newest|join(" · ") }}
"""

_LETTER = """# Thank you
Dear {{ "supporter" if count == 1 else "supporters" }},

every video here is made because somebody thinks it is worth making. That somebody is you:

{% for group in groups %}
**{{ group.name }}**: {{ group.supporters|join(", ") }}

{% endfor %}
"""

_SIGNED = """
{% if creators %}

Yours,
{{ creators|and }}
{% endif %}
"""

BUILTIN: Mapping[str, Builtin] = {
    "levels": Builtin("By tier", _LEVELS + _UNNAMED),
    "months": Builtin("With months", _MONTHS + _UNNAMED),
    "compact": Builtin("Compact", _COMPACT + _UNNAMED),
    "newest": Builtin("Newest first", _NEWEST + _UNNAMED),
    "letter": Builtin("Thank-you letter", _LETTER + _UNNAMED + _SIGNED),
}
"""By the name that schedules and posts keep."""
