"""Everything that can go wrong in words a person can act on.

Messages are Chinese sentences: what happened, where, what to do next. The outermost
edge (CLI, channel, desk, action) shows them; nothing inside prints or swallows them.
"""


class XiaoxiError(Exception):
    """Base of all expected failures. `code` is the machine-readable half."""

    code = "error"


class BadInput(XiaoxiError):
    """What a person or program sent cannot be used; the message says why."""

    code = "bad_input"


class NotFound(XiaoxiError):
    """A named thing (topic, figure, place, revision) does not exist."""

    code = "not_found"


class Conflict(XiaoxiError):
    """Somebody else changed the same thing in between; nothing was overwritten."""

    code = "conflict"


class NotInForce(XiaoxiError):
    """A figure has no value in force on the day asked for."""

    code = "not_in_force"


class Unavailable(XiaoxiError):
    """Something outside this process (a service, a port, a disk) does not answer."""

    code = "unavailable"


class DataError(XiaoxiError):
    """A data file is wrong. The message starts with file and line."""

    code = "data"

    def __init__(self, path: object, line: int | None, problem: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}：{problem}")
        self.path, self.line, self.problem = path, line, problem
