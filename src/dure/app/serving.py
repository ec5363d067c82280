"""Run the server or a worker until a signal ends it, within a few seconds."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

import uvicorn

from dure.core import Unavailable, say
from dure.kit.context import Workspace

from . import settings
from .server import create_app, stop
from .worker import Worker

GRACE_S = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    @classmethod
    def chosen(cls, home: Path, host: str | None, port: int | None) -> "Address":
        """Take what the command line says, and the settings where it says nothing."""
        known = settings.load(home)
        return cls(host or known.host, known.port if port is None else port)

    @property
    def named(self) -> str:
        """Give the address for a browser, where the port is not left to the machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def of(self, listener: socket.socket) -> str:
        """Give the address for a browser; port 0 has become a free one."""
        return replace(self, port=listener.getsockname()[1]).named


@contextmanager
def listening(address: Address) -> Iterator[socket.socket]:
    """Listen before anything is promised; raises `Unavailable` where the port is taken."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address.host, address.port))
        except OSError as error:
            raise Unavailable(
                say(
                    "The server cannot listen on {host}:{port} ({reason}); choose another --port.",
                    host=address.host,
                    port=address.port,
                    reason=error.strerror,
                )
            ) from None
        listener.listen(128)
        yield listener


def serve(workspace: Workspace, listener: socket.socket, *, work: bool) -> None:
    """Serve until a signal ends it."""
    worker = Worker(workspace) if work else None
    app = create_app(workspace, worker=worker)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=GRACE_S)
    _Server(config).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells the application of the signal at once; uvicorn itself waits for open streams first."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        stop(self.config.app)  # type: ignore[arg-type]
        super().handle_exit(sig, frame)


def work(workspace: Workspace) -> None:
    """Do jobs until a signal ends it; the job that runs then is left to the next worker."""
    worker = Worker(workspace)

    def end(_signal: int, _frame: FrameType | None) -> None:
        worker.begin_no_more()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    worker.run()
