"""How uploads and syncs bear size, breaks and kills; what they read, and what memory they take.

    python bench/delivery.py upload [--mb 300] [--database sqlite|postgresql]
    python bench/delivery.py sync [--files 50000] [--changed 10] [--place folder|s3]

`upload` runs a real `dure serve` and sends it one sound file through a proxy that cuts the
connection in the middle of the request: twice by resetting it, once by closing it, and twice by
`kill -9` of the server, which is started again. First a bare tus client sends all in one PATCH
and goes on from where HEAD says; then `dure upload` sends another file in its pieces, cut as
often. The record that comes of each must have the digest of what was sent. Memory is that of the
server's process, sampled from /proc fifty times a second.

`sync` runs `dure sync` on a place of many small pictures, three times: new, unchanged, and with a
few changed. What is read is counted from outside: by an audit hook that notes each file that is
opened, and for a folder by the times of access that the kernel keeps.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import os
import random
import re
import resource
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

ROOT = Path(__file__).parents[1]
CUTS = ("reset", "kill", "close", "kill", "reset")
LONG_AGO = 1_000_000_000
PROGRAM = "from dure.app.cli import main; main()"


def dure(home: Path, *words: object) -> list[str]:
    """Give the words of a command in a process of its own."""
    return [sys.executable, "-c", PROGRAM, "--home", str(home), "--lang", "en", *map(str, words)]


# Uploads


class Server:
    """`dure serve` in a process of its own, with its memory."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self._words, self._env = dure(home, "serve", "--port", 0), env
        self.samples: list[tuple[float, str, int]] = []
        self.phase = "idle"
        self._start()
        threading.Thread(target=self._sample, daemon=True).start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self._words, stdout=subprocess.PIPE, text=True, bufsize=1, env=self._env
        )
        assert self._process.stdout
        found = (re.search(r"http://\S+:(\d+)", line) for line in self._process.stdout)
        self.port = int(next(one for one in found if one)[1])

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._start()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)

    def _sample(self) -> None:
        while True:
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
                kb = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
                self.samples.append((time.monotonic(), self.phase, kb))
            time.sleep(0.02)

    def memory(self) -> dict[str, dict[str, int]]:
        """Give the median and the highest resident memory of each phase in MB."""
        found: dict[str, list[int]] = {}
        for _, phase, kb in self.samples:
            found.setdefault(phase, []).append(kb)
        return {
            phase: {"median_mb": int(np.median(kbs)) >> 10, "most_mb": max(kbs) >> 10}
            for phase, kbs in found.items()
        }


class Cutting:
    """A proxy that breaks a connection each time so many bytes have gone to the server."""

    def __init__(self, server: Server, each: int) -> None:
        self._server, self._each = server, each
        self._cuts = list(CUTS)
        self._sent = 0
        self.done: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def again(self) -> None:
        """Begin the cuts anew, for another file."""
        self._cuts, self._sent = list(CUTS), 0

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._pass, args=[client], daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        """Hand bytes both ways in one thread; a socket that another waits for is not reset."""
        try:
            server = socket.create_connection(("127.0.0.1", self._server.port), 5)
        except OSError:
            client.close()
            return
        with client, server, contextlib.suppress(OSError):
            while True:
                for one in select.select([client, server], [], [])[0]:
                    some = one.recv(1 << 16)
                    if not some:
                        return
                    (client if one is server else server).sendall(some)
                    if one is client and self._is_time(len(some)):
                        self._cut(self._cuts.pop(0), client, server)
                        return

    def _is_time(self, more: int) -> bool:
        self._sent += more
        return bool(self._cuts) and self._sent > self._each

    def _cut(self, how: str, client: socket.socket, server: socket.socket) -> None:
        self.done.append(how)
        self._sent = 0
        if how == "kill":
            self._server.kill()
        if how == "reset":
            for one in (client, server):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def noise(path: Path, mb: int, seed: int) -> str:
    """Write a sound file of about this size; gives its digest."""
    rng = np.random.default_rng(seed)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(48_000)
        for _ in range(mb):
            out.writeframes(rng.integers(-9000, 9000, 1 << 19, np.int16).tobytes())
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def send_bare(http: httpx2.Client, delivery: str, path: Path) -> int:
    """Send a file as a plain tus client does, in one PATCH; counts the requests it took."""
    size = path.stat().st_size
    told = {"delivery": delivery, "relativePath": path.name}
    pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
    headers = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs)}
    place = asked(http, "POST", "/api/uploads", headers=headers).headers["location"]
    offset, requests = 0, 0
    while offset < size:
        requests += 1
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(size - offset),
        }
        with contextlib.suppress(httpx2.TransportError):
            http.patch(place, headers=headers, content=pieces(path, offset))
        offset = int(asked(http, "HEAD", place).headers["upload-offset"])
    return requests


def asked(http: httpx2.Client, method: str, path: str, **given: Any) -> httpx2.Response:
    """Ask until there is an answer; the server may just be starting again."""
    while True:
        with contextlib.suppress(httpx2.TransportError):
            answer = http.request(method, path, **given)
            if answer.status_code != 423:
                answer.raise_for_status()
                return answer
        time.sleep(0.1)


def pieces(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while some := file.read(1 << 18):
            yield some


def upload(folder: Path, mb: int, database: str) -> dict[str, Any]:
    """Send two files through the cuts, and tell what came of them."""
    home = folder / "home"
    with databases(database) as env:
        token = access(home, env)
        server = Server(home, env)
        proxy = Cutting(server, mb * (1 << 20) // (len(CUTS) + 1))
        try:
            found = sent_both(folder, mb, server, proxy, token)
        finally:
            server.stop()
    return {"database": database, "cuts": proxy.done, **found, "memory": server.memory()}


def sent_both(folder: Path, mb: int, server: Server, proxy: Cutting, token: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}
    http = httpx2.Client(base_url=f"http://127.0.0.1:{proxy.port}", headers=headers, timeout=90)
    dataset = asked(http, "GET", "/api/datasets").json()["items"][0]["id"]
    small = folder / "small.wav"
    noise(small, 1, 0)
    deliver(http, dataset, small)  # all that a first delivery loads is loaded
    server.phase = "idle"
    time.sleep(2)
    sizes = {"bare": mb, "dure upload": mb}
    found: dict[str, Any] = {"mb": mb}
    for seed, way in enumerate(sizes, 1):
        path = folder / f"{way.replace(' ', '-')}.wav"
        digest = noise(path, mb, seed)
        proxy.again()
        began = time.monotonic()
        if way == "bare":
            found["requests"] = deliver(http, dataset, path, server)
        else:
            server.phase = f"{way}: receiving and taking in"
            given = ("--dataset", "sounds", "--server", f"http://127.0.0.1:{proxy.port}")
            words = dure(folder / "client", "upload", path, *given, "--token", token, "--json")
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stdout + done.stderr)
        found[way] = {
            "seconds": round(time.monotonic() - began, 1),
            "digest_is_right": holds(http, dataset, digest),
        }
        server.phase = "idle afterwards"
        time.sleep(1)
    return found


def deliver(http: httpx2.Client, dataset: str, path: Path, server: Server | None = None) -> int:
    """Open a delivery, send a file and wait until it has been taken in."""
    opened = asked(http, "POST", f"/api/datasets/{dataset}/deliveries", json={"uploads": True})
    delivery = opened.json()["id"]
    if server:
        server.phase = "bare: receiving"
    requests = send_bare(http, delivery, path)
    if server:
        server.phase = "bare: taking in"
    asked(http, "POST", f"/api/deliveries/{delivery}/finish")
    while (state := asked(http, "GET", f"/api/deliveries/{delivery}").json())["state"] == "running":
        time.sleep(0.1)
    assert state["state"] == "done", state
    return requests


def holds(http: httpx2.Client, dataset: str, digest: str) -> bool:
    """Tell whether a record of the data set has exactly this content."""
    page = asked(http, "GET", f"/api/datasets/{dataset}/records").json()["items"]
    return any(stream["digest"] == digest for record in page for stream in record["streams"])


def access(home: Path, env: dict[str, str]) -> str:
    """Make a home with an empty data set; gives a token of its operator."""
    program = (
        "import sys; from pathlib import Path; from dure import catalog, identity\n"
        "from dure.app.settings import load; from dure.app.wiring import local_context\n"
        "c = local_context(load(Path(sys.argv[1])), 'en')\n"
        "with c.workspace.unit_of_work() as db:\n"
        "    catalog.register(db, c.actor, name='sounds', domain=('voice', '1.0.0'))\n"
        "    print(identity.issue_token(db, c.actor, name='b', lifetime_s=9999).secret)"
    )
    words = [sys.executable, "-c", program, str(home)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=env)
    return done.stdout.split()[-1]


@contextlib.contextmanager
def databases(kind: str) -> Iterator[dict[str, str]]:
    """Give the environment of a server on an empty database."""
    if kind == "sqlite":
        yield dict(os.environ)
        return
    sys.path.insert(0, str(ROOT))
    from tests import postgresql

    server = postgresql.start()
    try:
        yield {**os.environ, "DURE_DATABASE": server.url}
    finally:
        server.stop()


# Syncs


def picture(path: Path, seed: int) -> None:
    """Write a small picture unlike any other."""
    from PIL import Image

    blocks = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(blocks).resize((64, 48), Image.Resampling.NEAREST).save(path, "PNG")


def sync(folder: Path, files: int, changed: int, place: str) -> dict[str, Any]:
    """Sync a place three times, and tell what each time read."""
    source, home = folder / "source", folder / "home"
    names = [source / f"{n % 50:02}" / f"{n:06}.png" for n in range(files)]
    for number, path in enumerate(names):
        picture(path, number)
    program = dure(home, "ingest", str(empty(folder)), "--domain", "food", "--name", "x")
    subprocess.run(program, check=True, capture_output=True)
    rounds = []
    with placed(place, source) as (address, env, put):
        for turn in ("new", "unchanged", "changed"):
            if turn == "changed":
                for number, path in enumerate(random.Random(0).sample(names, changed)):
                    picture(path, 10**6 + number)
                    put(path)
            for path in names if place == "folder" else ():
                os.utime(path, (LONG_AGO, path.stat().st_mtime))
            told = synced(home, address, env)
            if place == "folder":
                told["accessed"] = sum(p.stat().st_atime != LONG_AGO for p in names)
            rounds.append({"turn": turn, **told})
            print(json.dumps(rounds[-1]), file=sys.stderr, flush=True)
    return {"files": files, "place": place, "rounds": rounds}


def empty(folder: Path) -> Path:
    """Give a folder with one picture in it, to make a data set of."""
    (folder / "none").mkdir()
    picture(folder / "none" / "first.png", -1 % 2**32)
    return folder / "none"


def synced(home: Path, address: str, env: dict[str, str]) -> dict[str, Any]:
    words = [sys.executable, __file__, "_sync", str(home), address]
    began = time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    told = json.loads(done.stdout)
    kept = ("files", "changed", "gone", "opened", "cpu_s", "peak_mb")
    return {"seconds": round(time.monotonic() - began, 2), **{k: told[k] for k in kept}}


def run_sync(home: str, address: str) -> None:
    """Run the command in this process, noting every file that is opened below the place."""
    import io

    from dure.app import cli

    opened: set[str] = set()
    roots = (address, f"{home}/deliveries")

    def note(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[0], str | os.PathLike):
            path = os.fspath(given[0])
            if isinstance(path, str) and path.startswith(roots) and Path(path).is_file():
                opened.add(path.partition("/files/")[2] or path)

    sys.addaudithook(note)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        cli.main(["--home", home, "--lang", "en", "sync", address, "--dataset", "x", "--json"])
    spent = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        **json.loads(out.getvalue()),
        "opened": len(opened),
        "cpu_s": round(spent.ru_utime + spent.ru_stime, 2),
        "peak_mb": spent.ru_maxrss >> 10,
    }
    print(json.dumps(told))


@contextlib.contextmanager
def placed(place: str, source: Path) -> Iterator[tuple[str, dict[str, str], Any]]:
    """Give the address of a folder or bucket, its environment, and how to change a file in it."""
    if place == "folder":
        yield str(source), dict(os.environ), lambda path: None
        return
    import logging

    import obstore
    from moto.server import ThreadedMotoServer
    from obstore.store import S3Store

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    httpx2.put(f"{endpoint}/pictures")
    store = S3Store(
        "pictures", endpoint=endpoint, region="us-east-1", access_key_id="k",
        secret_access_key="s", client_options={"allow_http": True},
    )  # fmt: skip

    def put(path: Path) -> None:
        obstore.put(store, f"in/{path.relative_to(source)}", path.read_bytes())

    for path in sorted(source.rglob("*.png")):
        put(path)
    env = {"DURE_S3_ENDPOINT": endpoint, "DURE_S3_KEY": "k", "DURE_S3_SECRET": "s"}
    yield "s3://pictures/in", {**os.environ, **env}, put
    server.stop()


def main() -> None:
    if sys.argv[1:2] == ["_sync"]:
        run_sync(*sys.argv[2:])
        return
    asked_for = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    kinds = asked_for.add_subparsers(dest="what", required=True)
    sending = kinds.add_parser("upload")
    sending.add_argument("--mb", type=int, default=300)
    sending.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    syncing = kinds.add_parser("sync")
    syncing.add_argument("--files", type=int, default=50_000)
    syncing.add_argument("--changed", type=int, default=10)
    syncing.add_argument("--place", choices=("folder", "s3"), default="folder")
    given = vars(asked_for.parse_args())
    with tempfile.TemporaryDirectory() as folder:
        work = upload if given.pop("what") == "upload" else sync
        print(json.dumps(work(Path(folder), **given), indent=1))


if __name__ == "__main__":
    main()
