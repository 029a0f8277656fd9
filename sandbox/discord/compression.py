"""The gateway's transport compression: each payload becomes one frame that a client can inflate at once."""

import importlib
import zlib
from collections.abc import Callable

Encoder = Callable[[str], str | bytes]
"""Turns a JSON text into what travels in one WebSocket frame."""


def encoder(compress: str | None) -> Encoder | None:
    """Return a new stream's encoder for the ``compress`` query parameter; None when it cannot be served."""
    if compress is None:
        return str
    if compress == "zlib-stream":
        return _zlib()
    if compress == "zstd-stream":
        return _zstd()
    return None


def _zlib() -> Encoder:
    stream = zlib.compressobj()

    def encode(text: str) -> bytes:
        return stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)

    return encode


def _zstd() -> Encoder | None:
    """Use Python 3.14's own module, or the package ``zstandard``: whichever a client here would use too."""
    for name in ("compression.zstd", "zstandard"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if name == "zstandard":
            stream = module.ZstdCompressor().compressobj()
            block = module.COMPRESSOBJ_FLUSH_BLOCK
            return lambda text: bytes(stream.compress(text.encode()) + stream.flush(block))
        compressor = module.ZstdCompressor()
        flush = module.ZstdCompressor.FLUSH_BLOCK
        return lambda text: bytes(compressor.compress(text.encode(), flush))
    return None
