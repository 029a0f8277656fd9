"""Which keys are one person: a forest of sets that are joined, and never across owners (union-find)."""


class Same:
    """Joins keys. A set has at most one owner, and two sets with different owners are never joined."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._owners: dict[str, str] = {}

    def own(self, key: str, owner: str) -> None:
        """Say whose key this is, before it is joined with others."""
        self._owners[self.one(key)] = owner

    def join(self, first: str, second: str) -> bool:
        """Make two sets one, under the first's key; False for two that have different owners."""
        above, below = self.one(first), self.one(second)
        if above == below:
            return True
        owners = {self._owners[one] for one in (above, below) if one in self._owners}
        if len(owners) > 1:
            return False
        self._above[below] = above
        for owner in owners:
            self._owners[above] = owner
        return True

    def one(self, key: str) -> str:
        """Return the key that stands for everybody in this key's set."""
        root = key
        while (above := self._above.get(root)) is not None:
            root = above
        while key != root:
            self._above[key], key = root, self._above[key]
        return root
