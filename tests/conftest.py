"""For every test: nothing leaves this machine."""

from tests.support.loopback import allow_loopback_only

allow_loopback_only()
