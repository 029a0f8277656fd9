"""Settings from TOML and environment, validated once; secrets never show in a repr.

Every key is described in config.example.toml, which a test loads. A key's value is looked for in this order: the
environment variable `CURTAINCALL_SECTION__KEY`; the file that `CURTAINCALL_SECTION__KEY_FILE` names; the file
`section.key` in systemd's `$CREDENTIALS_DIRECTORY`; the configuration file. Two of the first three for one key are a
mistake. Lists are written there as JSON, with commas, or one a line. `PORT`, as hosts set it, wins over `web.port` and
opens `web.host` to the network.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config_files import Keys, from_files, names_file
from bot.config_sections import Discord, Google, Log, OAuthApp, Patreon, Store, Web
from bot.errors import ConfigError

ENVIRONMENT_PREFIX = "CURTAINCALL_"
_EXAMPLE = "see config.example.toml"
_EVERYWHERE = "0.0.0.0"  # noqa: S104 (a host that sets PORT routes to it)  # nosec B104
_WORDS = {
    "extra_forbidden": ("no such key", "remove it or mend its spelling"),
    "missing": ("it is missing", "add it"),
    "int_parsing": ("it is not a whole number", "write digits"),
    "int_type": ("it is not a whole number", "write digits"),
    "string_pattern_mismatch": ("it is not a row of digits", "copy it again"),
}
"""What is wrong and what to do, by pydantic's kind of mistake."""


class Settings(BaseSettings):
    """The whole configuration, section by section."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
        enable_decoding=False,
    )

    discord: Discord = Discord()
    google: Google = Google()
    patreon: Patreon = Patreon()
    spotify: OAuthApp = OAuthApp()
    web: Web = Web()
    store: Store = Store()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 (pydantic-settings' signature)
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic-settings' signature)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic-settings' signature)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, then what `load` passes in (files); nothing else."""
        if isinstance(env_settings, EnvSettingsSource):
            # Those that name a file are read by `load`, which can say what is wrong with it.
            env_settings.env_vars = {
                name: value for name, value in env_settings.env_vars.items() if not _names_file(name)
            }
        return env_settings, init_settings


def _keys() -> Keys:
    """Return the keys that there are, by section."""
    sections = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {name: frozenset(section.model_fields) for name, section in sections.items() if section is not None}


def _names_file(variable: str) -> bool:
    section, _, key = variable.lower().removeprefix(ENVIRONMENT_PREFIX.lower()).partition("__")
    return names_file(section, key, _keys())


def load(path: Path) -> Settings:
    """Read files and environment. Raises ConfigError, one sentence naming the key and the mend."""
    values = _read(path)
    _refuse_unknown_variables(os.environ)
    for section, given in from_files(os.environ, ENVIRONMENT_PREFIX, _keys()).items():
        own = values.get(section, {})
        values[section] = {**own, **given} if isinstance(own, dict) else own
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise _explained(error.errors(include_url=False, include_input=False)[0]) from None
    return _on_given_port(settings, os.environ)


def _read(path: Path) -> dict[str, Any]:
    """Return the file's content; no file is fine as long as the environment says the rest."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            str(path), f"it cannot be read ({type(error).__name__})", "give its path with --config"
        ) from None
    except tomllib.TOMLDecodeError as error:
        # The message names line and column only; it never quotes the line, which may hold a secret.
        raise ConfigError(str(path), f"it is not valid TOML ({error})", f"mend that line; {_EXAMPLE}") from None


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    """Refuse a misspelt section in a variable: it would be passed over silently."""
    for name in environment:
        if name.upper().startswith(ENVIRONMENT_PREFIX):
            section, separator, _ = name[len(ENVIRONMENT_PREFIX) :].lower().partition("__")
            if section not in Settings.model_fields or not separator:
                raise ConfigError(name, "no such setting", f"write {ENVIRONMENT_PREFIX}SECTION__KEY; {_EXAMPLE}")


def _explained(error: ErrorDetails) -> ConfigError:
    """Turn pydantic's first complaint into our one sentence; the value itself is never repeated."""
    key = ".".join(str(part) for part in error["loc"] if not isinstance(part, int)) or "the configuration"
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        problem, _, mend = str(context["error"]).partition("; ")
        return ConfigError(key, problem, mend or _EXAMPLE)
    if error["type"] == "literal_error":
        return ConfigError(key, "not a value it can have", f"write {context['expected']}")
    said = error["msg"][:1].lower() + error["msg"][1:]
    problem, mend = _WORDS.get(error["type"], (said, "mend its value"))
    return ConfigError(key, problem, f"{mend}; {_EXAMPLE}")


def _on_given_port(settings: Settings, environment: Mapping[str, str]) -> Settings:
    given = environment.get("PORT")
    if given is None:
        return settings
    if not given.isdigit() or not 0 < int(given) < 2**16:
        raise ConfigError("PORT", "not a port number", "let the host set it, or remove it and set web.port")
    web = settings.web.model_copy(update={"port": int(given), "host": _EVERYWHERE})
    return settings.model_copy(update={"web": web})
