"""Display names of channel members, in many scripts, and the ones that break careless programs.

They are nicknames put together from two words, so that no name looks like a real person's.
"""

from sandbox.google import ids

# A script: its first words, its second words, and what joins them.
_SCRIPTS = (
    ("Velvet Silent Golden Dizzy Cosmic Rusty Tiny Midnight Paper Brave", "Otter Falcon Lynx Moth Badger Comet", " "),
    ("Écarlate Çılgın Łagodny Größter Ñoño Ærlig Šťastný Õnnelik", "Hérisson Martı Żółw Käfer Búho Ål", " "),
    ("Бархатный Тихий Золотой Космический Снежный Ночной", "Ёж Кит Сокол Барсук Журавль", " "),
    ("Ήσυχος Χρυσός Γενναίος Μικρός Νυχτερινός", "Λύκος Γλάρος Αετός Γρύλος", " "),
    ("安静的 金色的 勇敢的 半夜的 快乐的", "水獭 熊猫 仙鹤 狐狸 鲸鱼", ""),
    ("しずかな 金色の ゆかいな まよなかの ちいさな", "カワウソ フクロウ キツネ クジラ ペンギン", ""),
    ("조용한 황금빛 용감한 한밤의 행복한", "수달 부엉이 여우 고래 두루미", " "),
    ("صقر ثعلب قنفذ حوت غزال", "هادئ ذهبي شجاع سعيد صغير", " "),
    ("ינשוף שועל קיפוד דולפין", "שקט זהוב אמיץ שמח קטן", " "),
    ("शांत सुनहरा बहादुर नन्हा चमकीला", "हाथी मोर उल्लू बाघ", " "),
    ("นาก นกฮูก ช้าง วาฬ", "เงียบ สีทอง กล้าหาญ ตัวเล็ก ร่าเริง", ""),
    ("🌙 ✨ 🔥 🎸 🏳️‍🌈 👩🏽‍🚀", "🦦 🐙 🦊 🐳 👨‍👩‍👧‍👦", ""),
)

ODD_NAMES = (
    "@everyone",
    "@here hello",
    "<@123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "</link:123456789012345678>",
    "**bold** move",
    "__under__ ~~struck~~ _slant_",
    "`code` ticks",
    "```block```",
    "||spoiler||",
    "# Heading",
    "-# small print",
    "> quoted",
    "- a list",
    "1. first",
    "https://example.com/prize",
    "[free gift](https://example.com)",
    "discord.gg/example",
    "<:wave:123456789012345678>",
    "<t:0:R>",
    "\u202egnp.tops\u202c right to left override",
    "zero\u200bwidth\u200dspaces",
    "Z\u0337\u0322a\u0338\u0321l\u0337g\u0336o\u0335",
    "=SUM(1+1)",
    "+1 @formula",
    'commas, "quotes"; semicolons',
    "<script>alert(1)</script>",
    "&amp; already &lt;escaped&gt;",
    "back\\slash \\* star *",
    "{user} %s ${HOME}",
    "Ｆｕｌｌｗｉｄｔｈ Ｏｔｔｅｒ",
    "A" * 100,
    "Very long " + "and longer " * 16 + "indeed",
    "🦦" * 40,
    "x",
)

# Every thirtieth member has an odd name and every fiftieth bears the same name as others do.
_ODD_EVERY = 30
_SHARED_EVERY = 50
SHARED_NAME = "Velvet Otter"


def member_name(index: int) -> str:
    """Return the display name of the member at `index`; the same index always has the same name."""
    if index % _SHARED_EVERY == 7:
        return SHARED_NAME
    if index % _ODD_EVERY == 3:
        return ODD_NAMES[index // _ODD_EVERY % len(ODD_NAMES)]
    first, second, joint = ids.pick(_SCRIPTS, "script", index)
    name = ids.pick(first.split(), "first", index) + joint + ids.pick(second.split(), "second", index)
    return f"{name} {index}" if ids.number(3, "numbered", index) == 0 else name
