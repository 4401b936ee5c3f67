"""Verifies a callback with the standard library alone: `verify(secret, headers, body)`.

With `pip install standardwebhooks` it is `Webhook(secret).verify(body, headers)`.
"""

import base64
import hashlib
import hmac
import json
import time

TOLERANCE_SECONDS = 5 * 60


def verify(secret: str, headers: dict[str, str], body: bytes, now: float | None = None) -> dict:
    """The event. Raises ValueError where the callback is not genuine. `headers` in lower case, `body` as it came."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("too old, or from the future")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # One signature by each scheme, and during a rotation by each generation of keys: one that fits is enough.
    signatures = headers["webhook-signature"].split(" ")
    if not any(hmac.compare_digest(signature.encode(), expected.encode()) for signature in signatures):
        raise ValueError("no signature fits")
    return json.loads(body)


if __name__ == "__main__":  # SECRET=whsec_… python3 verify.py ID TIMESTAMP SIGNATURES < body
    import os
    import sys

    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    try:
        event = verify(os.environ["SECRET"], dict(zip(names, sys.argv[1:])), sys.stdin.buffer.read())
    except ValueError as error:
        sys.exit(f"refused: {error}")
    print(event["type"], event["data"]["taskId"])
