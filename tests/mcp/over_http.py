"""Our server over HTTP as its host serves it, but for the token, which the conformance suite cannot give: FD HOME."""

from __future__ import annotations

import socket
import sys

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from covey.mcp.server import server


def main(handle: int, home: str) -> None:
    """Serve on a socket that listens already."""
    listener = socket.socket(fileno=handle)
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    security = TransportSecuritySettings(allowed_hosts=[host], allowed_origins=[f"http://{host}"])
    app = server(home).streamable_http_app(stateless_http=True, json_response=True, transport_security=security)
    uvicorn.Server(uvicorn.Config(app, log_level="error")).run([listener])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
