"""The colours of each theme, as 0xAARRGGBB."""

from dataclasses import dataclass

from bot.credits.pictures.layout import Role


@dataclass(frozen=True, slots=True)
class Theme:
    """What is behind, how each role is written, and the shadow that keeps letters readable on any video (0: none)."""

    ground: int
    strong: int
    plain: int
    quiet: int
    shadow: int = 0

    def colour(self, role: Role) -> int:
        """Return the colour of a role's letters."""
        return {Role.HEADING: self.strong, Role.CLOSING: self.quiet}.get(role, self.plain)


BY_NAME = {
    "dark": Theme(ground=0xFF0F1115, strong=0xFFF0C04C, plain=0xFFF5F5F4, quiet=0xFFA8ABB3),
    "light": Theme(ground=0xFFFFFFFF, strong=0xFF8A5200, plain=0xFF1B1F24, quiet=0xFF5B616B),
    "transparent": Theme(ground=0x00000000, strong=0xFFF7CF6B, plain=0xFFFFFFFF, quiet=0xFFE1E3E8, shadow=0xE0000000),
}
