"""The stage over HTTP: the routes under `/sandbox/stage`, guarded like all that the page uses."""

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.discord.errors import PersonError
from sandbox.discord.page_json import read_object, served
from sandbox.discord.wire import Json
from sandbox.stage.next_post import NothingPlanned
from sandbox.stage.requests import KEPT
from sandbox.stage.state import clock_json, fault_json, state, tour_json

if TYPE_CHECKING:
    from sandbox.stage.stage import Stage

_SHOWN = 200
_MOST_MINUTES = 366 * 24 * 60


class Routes:
    """Answers the page; what cannot be done is a PersonError, which becomes 400 with words."""

    def __init__(self, stage: "Stage") -> None:
        self._stage = stage

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        add = app.router.add_route
        add("GET", "/sandbox/stage", served(self.show))
        add("PUT", "/sandbox/stage/faults/{id}", served(self.switch))
        add("POST", "/sandbox/stage/clock", served(self.move_clock))
        add("GET", "/sandbox/stage/requests", served(self.requests))
        add("POST", "/sandbox/stage/tour", served(self.put_away_tour))

    async def show(self, _: web.Request) -> Json:
        """Return the whole stage, without the requests."""
        return state(self._stage)

    async def switch(self, request: web.Request) -> Json:
        """Switch a fault on or off."""
        faults, fault_id = self._stage.faults, request.match_info["id"]
        wanted = _truth(await read_object(request), "on")
        if fault_id not in {fault.id for fault in faults}:
            raise PersonError("There is no such fault.")
        if wanted:
            faults.on(fault_id)
        else:
            faults.off(fault_id)
        return fault_json(faults[fault_id])

    async def move_clock(self, request: web.Request) -> Json:
        """Move the clock ahead: by minutes, or to the next post."""
        body = await read_object(request)
        if body.get("to") == "next_post":
            try:
                await self._stage.to_next_post()
            except NothingPlanned:
                raise PersonError("Nothing is planned. /credits schedule plans a post.") from None
            return clock_json(self._stage.clock)
        minutes = body.get("minutes")
        if type(minutes) is not int or not 0 <= minutes <= _MOST_MINUTES:
            raise PersonError("Time goes forward only: say by how many minutes, at most a year at once.")
        self._stage.clock.pass_time(minutes=minutes)
        return clock_json(self._stage.clock)

    async def requests(self, request: web.Request) -> Json:
        """Return the newest requests after a number."""
        log = self._stage.requests
        found = log.after(_whole(request, "after", 0), min(_whole(request, "limit", _SHOWN), KEPT))
        return {"requests": [each.json() for each in found], "last": log.last}

    async def put_away_tour(self, request: web.Request) -> Json:
        """Put the tour away, or take it out again."""
        self._stage.tour.dismiss(_truth(await read_object(request), "dismissed"))
        return tour_json(self._stage.tour)


def _truth(body: Json, key: str) -> bool:
    value = body.get(key)
    if not isinstance(value, bool):
        raise PersonError(f"Say {key}: true or false.")
    return value


def _whole(request: web.Request, key: str, default: int) -> int:
    value = request.query.get(key, "")
    return int(value) if value.isdecimal() and len(value) < 10 else default
