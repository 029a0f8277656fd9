"""The routes by which the bot answers interactions and continues them."""

from sandbox.discord import errors, payloads
from sandbox.discord.answers import Answers
from sandbox.discord.model import Application
from sandbox.discord.rest.api import Answer, Api, Call
from sandbox.discord.wire import Json


class Webhooks:
    """The routes under ``/interactions`` and ``/webhooks``. The token in the path is their only authorization."""

    def __init__(self, application: Application, answers: Answers) -> None:
        self._application = application
        self._answers = answers

    def add_to(self, api: Api) -> None:
        """Register the routes."""
        webhook = "/webhooks/{application_id}/{token}"
        api.open("POST", "/interactions/{interaction_id}/{token}/callback", self.callback)
        api.open("POST", webhook, self.follow_up)
        api.open("GET", webhook + "/messages/{message_id}", self.get)
        api.open("PATCH", webhook + "/messages/{message_id}", self.edit)
        api.open("DELETE", webhook + "/messages/{message_id}", self.delete)

    def callback(self, call: Call) -> Json | None:
        """Take the first answer: 204, or 200 with a body when ``with_response`` is asked."""
        answer = self._answers.respond(call.id("interaction_id"), call.text("token"), call.body, call.uploads)
        wanted = call.request.query.get("with_response", "").lower() in {"1", "true"}
        return answer if wanted else None

    def follow_up(self, call: Call) -> Answer:
        """Write a follow-up; interactions always get the message back."""
        self._check(call)
        message = self._answers.follow_up(call.text("token"), call.body, call.uploads)
        return Answer(200, payloads.message_json(message))

    def get(self, call: Call) -> Json:
        """Return one of the interaction's messages."""
        self._check(call)
        _, message = self._answers.message(call.text("token"), call.text("message_id"))
        return payloads.message_json(message)

    def edit(self, call: Call) -> Json:
        """Edit one of the interaction's messages."""
        self._check(call)
        message = self._answers.edit(call.text("token"), call.text("message_id"), call.body, call.uploads)
        return payloads.message_json(message)

    def delete(self, call: Call) -> None:
        """Delete one of the interaction's messages."""
        self._check(call)
        self._answers.delete(call.text("token"), call.text("message_id"))

    def _check(self, call: Call) -> None:
        if call.id("application_id") != self._application.id:
            raise errors.unknown("Webhook")
