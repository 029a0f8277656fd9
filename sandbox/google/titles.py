"""Titles of the sandbox's videos: believable, in several scripts, some with markdown and mentions."""

from sandbox.google import ids

_SUBJECTS = (
    "a paper lantern", "the loudest harmonica", "sourdough at altitude", "a folding canoe", "stage lights",
    "a broken synthesizer", "pinhole photographs", "the night train", "a puppet theatre", "fermented tomatoes",
    "a hand-cranked projector", "tiny terrariums", "the lighthouse stairs", "a cardboard city",
)  # fmt: skip
_FORMS = (
    "How I built {}", "Everything wrong with {}", "{}, one year later", "Learning {} in 30 days", "The story of {}",
    "Live: repairing {}", "I tried {} so you need not", "Q&A about {}", "{} #shorts", "The making of {} (part 2)",
)  # fmt: skip
_WORLD = (
    "紙のランタンの作り方", "夜行列車の旅【完全版】", "Бумажный фонарь своими руками", "Как звучит старый синтезатор",
    "纸灯笼的制作过程", "人形劇場へようこそ", "종이 등불 만들기", "كيف تصنع فانوسا من الورق", "איך בונים תיאטרון בובות",
    "काग़ज़ की लालटेन कैसे बनाएँ", "วิธีทำโคมกระดาษ", "Χάρτινο φανάρι από την αρχή", "¿Cómo funciona un proyector de manivela?",
    "Wie man ein Faltkanu näht", "Łódź z tektury, część druga", "Mürekkep, kâğıt ve ışık",
)  # fmt: skip
ODD_TITLES = (
    "**bold** @everyone <@123>",
    "`sudo make sandwich` ||the ending||",
    "[not a link](https://example.com) & <b>not bold</b>",
    "\u202eneppilf tsaL\u202c: a right to left override",
    "# One hundred thousand! 🎉🎉🎉",
    'Tom\'s "quoted" title; with, commas',
    "The title that goes on " + "and on " * 11,
    "__init__.py explained ~~badly~~ *well*",
)


def video_title(channel: str, index: int) -> str:
    """Return the title of a channel's video at `index`; the same index always has the same title."""
    if index % 29 == 4:
        return ODD_TITLES[index // 29 % len(ODD_TITLES)]
    if ids.number(4, "title", channel, index) == 0:
        return f"{ids.pick(_WORLD, 'world', channel, index)} {index}"
    form = ids.pick(_FORMS, "form", channel, index)
    title = form.format(ids.pick(_SUBJECTS, "subject", channel, index))
    return title[0].upper() + title[1:]
