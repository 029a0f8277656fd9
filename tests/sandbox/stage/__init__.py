"""The stage: faults, clock, requests, tour, and the tour played without a browser."""
