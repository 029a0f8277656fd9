"""A process that says more than anybody wants to hear, until it is ended."""

import contextlib
import sys


def main() -> None:
    """Write without end."""
    with contextlib.suppress(BrokenPipeError):
        while sys.stdout.write("x" * 65_536):
            pass


if __name__ == "__main__":
    main()
