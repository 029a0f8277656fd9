"""Logging: text or JSON lines, and no library may log what passes over the wire.

discord.py, aiosqlite and others write whole payloads and URLs at DEBUG, interaction tokens among them. So the
configured level holds for our own code; everything else says INFO or more. aiohttp's server quotes requests that it
cannot read, at ERROR: of its lines only the kind of fault is kept.
"""

import json
import logging
import sys
from datetime import UTC, datetime

_OURS = ("bot", "cogs")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}


def set_up_logging(level: str, form: str) -> None:
    """Send everything to standard error in `form` (`text` or `json`), our own code at `level`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.INFO, logging.getLevelName(level)))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    # APScheduler announces every run of every tick at INFO.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").filters[:] = [without_request]
    # Alembic tells of every start that there is nothing to do.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def without_request(record: logging.LogRecord) -> bool:
    """Take everything that came over the wire out of a record; `fault` names the exception's type, "" if none."""
    fault = record.exc_info[0] if record.exc_info else None
    record.msg, record.args = "web server fault", ()
    record.exc_info = record.exc_text = record.stack_info = None
    record.fault = fault.__name__ if fault else ""
    return True


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in record.__dict__.items() if key not in _STANDARD}


class TextFormatter(logging.Formatter):
    """`2026-11-21T18:00:00Z INFO bot.app: ready servers=3`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback under it when there is one."""
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        line = f"{moment} {record.levelname} {record.name}: {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object; a field that JSON does not know is written as text."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)
