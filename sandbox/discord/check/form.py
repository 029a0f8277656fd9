"""Collects the faults of a form as Discord nests them: ``{"embeds": {"0": {"title": {"_errors": [...]}}}}``."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.discord.errors import ApiError
from sandbox.discord.wire import Json


class Form:
    """A place in a form: the root, or a field or list item below. All places share one tree of faults."""

    def __init__(self, value: Any, tree: Json | None = None, path: tuple[str, ...] = ()) -> None:
        self.value = value
        self._tree: Json = {} if tree is None else tree
        self._path = path

    def at(self, key: str | int) -> "Form":
        """Return the place of a field or an item; its value is None when it is not there."""
        found = None
        if isinstance(key, str) and isinstance(self.value, dict):
            found = self.value.get(key)
        if isinstance(key, int) and isinstance(self.value, list) and key < len(self.value):
            found = self.value[key]
        return Form(found, self._tree, (*self._path, str(key)))

    def fail(self, code: str, message: str) -> None:
        """Note a fault at this place."""
        node = self._tree
        for key in self._path:
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def finish(self) -> None:
        """Raise 50035 when there was a fault anywhere in the form."""
        if self._tree:
            raise ApiError(400, 50035, "Invalid Form Body", self._tree)

    def items(self) -> list["Form"]:
        """Return the places of a list's items; notes a fault when it is something else than a list or nothing."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.fail("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        return [self.at(index) for index in range(len(self.value))]

    def mapping(self) -> bool:
        """Return whether there is a JSON object here; notes a fault when not."""
        if isinstance(self.value, dict):
            return True
        self.fail("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return False

    def required(self) -> bool:
        """Return whether there is a value; notes a fault when not."""
        if self.value is None:
            self.fail("BASE_TYPE_REQUIRED", "This field is required")
            return False
        return True

    def text(self, low: int, high: int, *, required: bool = False) -> None:
        """Check a string of ``low`` to ``high`` characters.

        Numbers are refused, as Discord's OpenAPI document has it, although Discord itself takes some as their digits.
        """
        if self.value is None:
            if required:
                self.required()
            return
        if not isinstance(self.value, str):
            self.fail("STRING_TYPE_CONVERT", f'Could not interpret "{self.value}" as string.')
            return
        self._length(len(self.value), low, high)

    def length(self, low: int, high: int) -> None:
        """Check how many items a list has; nothing counts as none."""
        self._length(len(self.value) if isinstance(self.value, list) else 0, low, high)

    def _length(self, length: int, low: int, high: int) -> None:
        if low <= length <= high:
            return
        if low:
            self.fail("BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        else:
            self.fail("BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")

    def whole(self, low: int, high: int) -> None:
        """Check an optional whole number."""
        if self.value is None:
            return
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fail("NUMBER_TYPE_COERCE", f'Value "{self.value}" is not int.')
        elif self.value < low:
            self.fail("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        elif self.value > high:
            self.fail("NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")

    def snowflake(self) -> None:
        """Check an optional id."""
        value = self.value
        if value is None or (isinstance(value, (int, str)) and str(value).isdecimal() and len(str(value)) < 20):
            return
        self.fail("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')

    def boolean(self) -> None:
        """Check an optional boolean."""
        if self.value is not None and not isinstance(self.value, bool):
            self.fail("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")

    def choice(self, allowed: frozenset[int]) -> bool:
        """Check that a required number is one of a set; return whether it is."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and self.value in allowed:
            return True
        listed = ", ".join(map(str, sorted(allowed)))
        self.fail("BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
        return False

    def link(self, *also: str) -> None:
        """Check an optional URL: http, https, or another scheme, such as ``attachment`` where files may be shown."""
        if self.value is None:
            return
        schemes = {"http", "https", *also}
        parts = urlsplit(str(self.value))
        if parts.scheme not in schemes:
            listed = ", ".join(f"'{scheme}'" for scheme in sorted(schemes))
            self.fail(
                "URL_TYPE_INVALID_SCHEME",
                f'Scheme "{parts.scheme}" is not supported. Scheme must be one of ({listed}).',
            )
        elif not parts.netloc:
            self.fail("URL_TYPE_INVALID_URL", "Not a well formed URL.")

    def unique(self, key: Callable[[Any], object], code: str, message: str) -> None:
        """Note a fault at each item of a list whose key came before."""
        seen: set[object] = set()
        for item in self.items():
            found = key(item.value)
            if found in seen:
                item.fail(code, message)
            seen.add(found)
