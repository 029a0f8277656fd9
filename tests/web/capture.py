"""Everything that is logged, in whatever form an operator could come to see it."""

import logging
import traceback


class Capture(logging.Handler):
    """Keeps what any formatter could write of a record."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.lines.append(f"{record.getMessage()} {vars(record)} {trace}")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
