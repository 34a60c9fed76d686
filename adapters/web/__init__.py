"""The web side of the process: health, metrics and webhooks, on one aiohttp server."""
