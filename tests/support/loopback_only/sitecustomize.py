"""On the PYTHONPATH of processes that tests start: they, too, talk to this machine only."""

from tests.support.loopback import allow_loopback_only

allow_loopback_only()
