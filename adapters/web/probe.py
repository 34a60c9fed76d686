"""`python -m adapters.web.probe`: what the container's HEALTHCHECK runs; exit 0 when /readyz says yes.

Slim images have no curl, and the standard library starts faster than the command line does.
"""

from __future__ import annotations

import http.client
import os
import sys

SECONDS = 4.0


def ready(port: int) -> bool:
    """Does the bot on this machine say that it is ready?"""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """The exit code; without a web server there is nothing to ask, and nothing to complain about."""
    port = os.environ.get("FAQBOT_HTTP_PORT", "")
    return 0 if not port.isdigit() or ready(int(port)) else 1


if __name__ == "__main__":
    sys.exit(main())
