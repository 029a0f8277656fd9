"""The journeys of the main job, unchanged, in simcord's Discord: the bench comes from this folder's conftest."""

from tests.journeys.test_main_job import *  # noqa: F403 (every journey, also those to come)
