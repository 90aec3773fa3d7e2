"""What Schemathesis calls a failure and the contract calls right, because a schema cannot say it: each with its condition."""

import schemathesis

# What JavaScript trims, and the contract with it.
WHITE_SPACE = "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

PASSWORD_MAX_BYTES = 1024
PASSWORDS = {"password", "confirm_password", "old_password", "new_password"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """False: it is none. Only where the reply says the very thing that is excused."""
    kind = type(failure).__name__
    if kind == "RejectedPositiveData":
        return not is_rightly_refused(case, reply_of(response))
    if kind == "AcceptedNegativeData":
        return not holds_white_space_around(case.body) and not holds_white_space_around(case.query)
    return True


def is_rightly_refused(case, reply):
    code = reply.get("code")
    fields = case.body if isinstance(case.body, dict) else {}
    if code == "IDEMPOTENCY_KEY_REUSED":
        return True  # It came before, with another body.
    if code == "PASSWORDS_DO_NOT_MATCH":
        return fields.get("password", fields.get("new_password")) != fields.get("confirm_password")
    if code == "MACHINE_ID_REQUIRED":
        # Told only of a key that exists, by the order of the contract; so neither field is required.
        return not fields.get("machineId") and not fields.get("instanceId")
    if code == "INVALID_JSON":
        return holds_prototype(case.body)
    if code == "VALIDATION_ERROR" and set(reply["errors"]) <= {"cursor", "limit"}:
        # It is opaque, so that only one that this very list gave is one, and it wants a limit beside it.
        return "cursor" in (case.query or {})
    if code == "VALIDATION_ERROR" and set(reply["errors"]) <= PASSWORDS:
        # Measured in bytes, a schema measures code points.
        return any(len(str(fields.get(name, "")).encode()) > PASSWORD_MAX_BYTES for name in reply["errors"])
    return False


def reply_of(response):
    try:
        reply = response.json()
    except ValueError:
        return {}
    return reply if isinstance(reply, dict) else {}


def holds_prototype(value):
    if isinstance(value, list):
        return any(holds_prototype(item) for item in value)
    if not isinstance(value, dict):
        return False
    constructor = value.get("constructor")
    if "__proto__" in value or (isinstance(constructor, dict) and "prototype" in constructor):
        return True
    return any(holds_prototype(item) for item in value.values())


def holds_white_space_around(texts):
    """Texts are trimmed before they are judged; a schema judges them as they are."""
    fields = texts if isinstance(texts, dict) else {}
    return any(isinstance(text, str) and text != text.strip(WHITE_SPACE) for text in fields.values())
