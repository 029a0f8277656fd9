"""Limits of application commands: Discord's reference, "Application Commands"."""

import re
import unicodedata

from sandbox.discord.check.form import Form
from sandbox.discord.check.shape import check_shape
from sandbox.discord.wire import MAX_CHOICES, CommandType, Json, OptionType

_LIMITS = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
_NAME = re.compile(r"[-_'\w]{1,32}")
_VALUE_TYPES: dict[OptionType, tuple[type, ...]] = {
    OptionType.STRING: (str,),
    OptionType.INTEGER: (int,),
    OptionType.NUMBER: (int, float),
}
_MAX_CHARACTERS = 8000
_MAX_OPTIONS = 25
_PERMISSIONS_END = 1 << 54


def check_commands(form: Form) -> None:
    """Check a whole list of commands, as a bulk overwrite sends it."""
    check_shape(form)
    for command in form.items():
        if command.mapping():
            check_command(command)
    commands = [command for command in form.value or [] if isinstance(command, dict)]
    for kind, limit in _LIMITS.items():
        if sum(1 for command in commands if command.get("type", 1) == kind) > limit:
            form.fail("APPLICATION_COMMAND_TOO_MANY", f"Maximum number of application commands reached ({limit}).")
    form.unique(
        lambda command: (command.get("type", 1), command.get("name")) if isinstance(command, dict) else id(command),
        "APPLICATION_COMMANDS_DUPLICATE_NAME",
        "Application command names must be unique",
    )


def check_command(command: Form) -> None:
    """Check one command whose shape is checked."""
    kind = command.value.get("type", CommandType.CHAT_INPUT)
    if kind not in tuple(CommandType):
        command.at("type").choice(frozenset(map(int, CommandType)))
        return
    if command.at("contexts").value is not None:
        command.at("contexts").length(1, 3)
    for key, allowed in (("contexts", frozenset({0, 1, 2})), ("integration_types", frozenset({0, 1}))):
        for item in command.at(key).items():
            item.choice(allowed)
    _check_permissions(command.at("default_member_permissions"))
    if kind != CommandType.CHAT_INPUT:
        command.at("name").text(1, 32, required=True)
        if command.value.get("description"):
            command.at("description").fail(
                "APPLICATION_COMMAND_DESCRIPTION_INVALID", "Context menu commands cannot have description"
            )
        if command.value.get("options"):
            command.at("options").fail(
                "APPLICATION_COMMAND_OPTIONS_INVALID", "Context menu commands cannot have options"
            )
        return
    _check_name(command.at("name"))
    command.at("description").text(1, 100, required=True)
    _check_options(command, depth=0)
    if _characters(command.value) > _MAX_CHARACTERS:
        command.fail("APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({_MAX_CHARACTERS})")


def _check_permissions(form: Form) -> None:
    value = form.value
    digits = isinstance(value, (int, str)) and str(value).isdecimal()
    if value is None or (digits and int(value) < _PERMISSIONS_END):
        return
    form.fail("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')


def _check_name(form: Form) -> None:
    form.text(1, 32, required=True)
    name = form.value
    if not isinstance(name, str) or not 1 <= len(name) <= 32:
        return
    # Marks belong to letters in Devanagari and Thai, which Discord allows too.
    bare = "".join(c for c in name if not unicodedata.category(c).startswith("M"))
    if not _NAME.fullmatch(bare) or name != name.lower():
        form.fail("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(parent: Form, depth: int) -> None:
    options = parent.at("options")
    options.length(0, _MAX_OPTIONS)
    items = [option for option in options.items() if option.mapping()]
    kinds = {option.value.get("type") for option in items}
    nesting = kinds & {OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP}
    if nesting and kinds - nesting:
        options.fail(
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )
    optional_before = False
    for option in items:
        _check_option(option, depth)
        required = bool(option.value.get("required"))
        if required and optional_before:
            option.fail(
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_before = optional_before or not required
    options.unique(
        lambda option: option.get("name") if isinstance(option, dict) else id(option),
        "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
        "Option name already exists",
    )


def _check_option(option: Form, depth: int) -> None:
    _check_name(option.at("name"))
    option.at("description").text(1, 100, required=True)
    if not option.at("type").choice(frozenset(map(int, OptionType))):
        return
    kind = OptionType(option.value["type"])
    if kind in (OptionType.SUBCOMMAND, OptionType.SUBCOMMAND_GROUP):
        deepest = 0 if kind is OptionType.SUBCOMMAND_GROUP else 1
        if depth > deepest:
            option.at("type").fail("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This option type cannot be nested here")
            return
        if kind is OptionType.SUBCOMMAND_GROUP:
            option.at("options").length(1, _MAX_OPTIONS)
        _check_options(option, depth + (1 if kind is OptionType.SUBCOMMAND_GROUP else 2))
        return
    _check_value_option(option, kind)


def _check_value_option(option: Form, kind: OptionType) -> None:
    choices = option.at("choices")
    choices.length(0, MAX_CHOICES)
    check_choices(choices, kind)
    if choices.value and option.value.get("autocomplete"):
        option.at("autocomplete").fail(
            "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", "Autocomplete cannot be used together with choices"
        )
    if option.value.get("autocomplete") and kind not in _VALUE_TYPES:
        option.at("autocomplete").fail(
            "APPLICATION_COMMAND_AUTOCOMPLETE_TYPE", "Autocomplete is not for this type of option"
        )
    if kind is OptionType.STRING:
        option.at("min_length").whole(0, 6000)
        option.at("max_length").whole(1, 6000)


def check_choices(choices: Form, kind: OptionType) -> None:
    """Check the choices of an option, registered or given by autocomplete."""
    for choice in choices.items():
        if not choice.mapping():
            continue
        choice.at("name").text(1, 100, required=True)
        value = choice.at("value")
        if not value.required():
            continue
        if kind is OptionType.STRING:
            value.text(1, 100)
        elif not isinstance(value.value, _VALUE_TYPES.get(kind, ())) or isinstance(value.value, bool):
            value.fail("APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE", "The value is not of the option's type")
    choices.unique(
        lambda choice: choice.get("name") if isinstance(choice, dict) else id(choice),
        "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
        "Option choice name already exists",
    )


def _characters(node: Json) -> int:
    """Count names, descriptions and values through all options, for the size of a whole command."""
    total = len(str(node.get("name", ""))) + len(str(node.get("description", "")))
    for choice in node.get("choices") or []:
        total += len(str(choice.get("name", ""))) + len(str(choice.get("value", "")))
    return total + sum(_characters(option) for option in node.get("options") or [] if isinstance(option, dict))
