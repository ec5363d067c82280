"""The server as its callers see it: signing in, refusing, errors, pages, files, streams."""

import re
import threading

import anyio
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.datastructures import Address
from starlette.requests import Request
from starlette.testclient import TestClient

from dure import catalog, identity
from dure.app import server
from dure.app.server import create_app
from dure.app.system_routes import _changes
from dure.app.worker import Worker
from dure.app.works import works
from dure.core import DatasetId
from dure.identity import Role
from dure.identity.tables import Membership
from dure.kit import jobs
from dure.kit.clock import now

HANGUL = re.compile("[가-힣]")
PASSWORD = "a long way to the sea"
# Whoever has nothing yet must reach these.
OPEN = {("GET", "/api/health"), ("POST", "/api/session"), ("POST", "/api/claims/{secret}")}
NOBODYS = "00000000-0000-4000-8000-000000000000"


def _operations():
    document = create_app(None).openapi()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


OPERATIONS = list(_operations())
ROUTES = [(method, path) for method, path, _ in OPERATIONS]
OWNED = [r for r in ROUTES if re.search(r"{(dataset|record|reference|id)}", r[1])]
_BODIES = {
    "/api/datasets/{dataset}/deliveries": {"folder": "/nowhere"},
    "/api/datasets/{dataset}/releases": {},
    "/api/members": {"role": "owner"},
    "/api/members/{id}": {"role": "owner"},
    "/api/tokens": {"name": "mine"},
    "/api/datasets": {"name": "mine", "domain": "food"},
    "/api/datasets/{dataset}": {"title": "mine"},
    "/api/datasets/{dataset}/bulk": {"action": "withdraw", "where": []},
    "/api/datasets/{dataset}/views": {"name": "mine"},
    "/api/records/{record}/label": {"label": None, "version": "1"},
}
# Parts of addresses that every test may give. What a picture has not, or only with an engine, is
# asked for elsewhere.
_PLACES = {"n": "0", "view": NOBODYS, "token": NOBODYS}
_ELSEWHERE = re.compile(r"/(peaks|series|json|map|similar|standard|frames|proxy|playing)$")


def ask(client, method, path, values, **more):
    for name, value in {**_PLACES, **values}.items():
        path = path.replace(f"{{{name}}}", value)
    body = _BODIES.get(path) or next((b for p, b in _BODIES.items() if _fits(p, path)), None)
    return client.request(
        method, path, json=body if method in {"POST", "PATCH", "PUT"} else None, **more
    )


def _fits(pattern, path):
    return re.fullmatch(re.sub(r"{\w+}", "[^/]+", pattern), path) is not None


def is_problem(answer, status):
    body = answer.json()
    return (
        answer.status_code == body["status"] == status
        and answer.headers["content-type"] == "application/problem+json"
        and {"type", "title", "status", "detail", "details"} == set(body)
    )


# Signing in


@pytest.fixture
def link(workspace, operator):
    with workspace.unit_of_work() as db:
        return identity.renew_operator_claim(db).secret


def claim(client, secret, email="owner@example.com"):
    body = {"email": email, "name": "Owner", "password": PASSWORD}
    return client.post(f"/api/claims/{secret}", json=body)


def test_a_one_time_link_signs_in_and_signing_out_ends_it(client, link):
    assert is_problem(client.get("/api/me"), 401)

    claimed = claim(client, link)
    me = client.get("/api/me").json()
    left = client.delete("/api/session")
    after = client.get("/api/me")

    assert claimed.status_code == left.status_code == 204
    assert (me["member"]["email"], me["role"]) == ("owner@example.com", "owner")
    assert "ingest:server_folders" in me["permissions"]
    assert is_problem(after, 401)


def test_one_account_works_for_two_organisations_and_switches(client, caller, link, stranger):
    claim(client, link)
    here = client.get("/api/me").json()
    invited = client.post("/api/members", json={"role": "curator"}, headers=caller(stranger))
    client.cookies.clear()

    joined = claim(client, invited.json()["path"].rsplit("/", 1)[1])
    there = client.get("/api/me").json()
    back = {"organization": here["organization"]["id"]}
    switched = client.post("/api/session/organization", json=back)

    assert joined.status_code == switched.status_code == 204
    assert there["member"] == here["member"]
    assert there["organization"]["id"] == str(stranger.organization)
    roles = {m["organization"]["id"]: m["role"] for m in there["memberships"]}
    assert roles == {here["organization"]["id"]: "owner", str(stranger.organization): "curator"}
    assert client.get("/api/me").json()["organization"] == here["organization"]


def test_the_trail_is_searched_and_checked_over_http(client, link):
    claim(client, link)

    found = client.get("/api/audit", params={"q": "founded", "action": "platform"}).json()
    check = client.get("/api/audit/check").json()

    assert [(e["action"], e["number"]) for e in found] == [("platform.founded", 1)]
    assert client.get("/api/audit", params={"q": "nothing-like-it"}).json() == []
    assert client.get("/api/audit/actions").json() == ["member.claimed", "platform.founded"]
    assert (check["lines"], check["broken_at"]) == (2, None)


def test_the_session_cookie_is_out_of_reach_of_scripts(client, link):
    cookie = claim(client, link).headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_one_time_link_works_once(client, link):
    claim(client, link)

    assert is_problem(claim(client, link, "thief@example.com"), 404)


def test_a_stolen_cookie_is_worthless_after_signing_out(client, link):
    claim(client, link)
    stolen = client.cookies["dure_session"]
    client.delete("/api/session")

    client.cookies.set("dure_session", stolen)

    assert is_problem(client.get("/api/me"), 401)


def test_a_wrong_password_is_told_in_the_callers_language(client, link):
    claim(client, link)
    body = {"email": "owner@example.com", "password": "wrong"}

    korean = client.post("/api/session", json=body, headers={"Accept-Language": "ko"})
    english = client.post("/api/session", json=body)

    assert is_problem(korean, 401)
    assert is_problem(english, 401)
    assert HANGUL.search(korean.json()["detail"])
    assert not HANGUL.search(english.json()["detail"])
    assert korean.headers["www-authenticate"] == "Bearer"


def test_an_unknown_address_is_told_like_a_wrong_password(client, link):
    claim(client, link)

    answers = [
        client.post("/api/session", json={"email": email, "password": "wrong"}).json()
        for email in ("owner@example.com", "nobody@example.com")
    ]

    assert answers[0] == answers[1]


def test_a_right_password_signs_in_again(client, link):
    claim(client, link)
    client.delete("/api/session")

    client.post("/api/session", json={"email": "Owner@Example.com ", "password": PASSWORD})

    assert client.get("/api/me").status_code == 200


def test_guessing_is_slowed_down(client, link):
    guesses = [
        client.post("/api/session", json={"email": "a@example.com", "password": "guess"})
        for _ in range(12)
    ]

    assert {g.status_code for g in guesses} == {401, 429}
    assert is_problem(guesses[-1], 429)


def test_guessing_at_one_account_is_slowed_down_wherever_it_comes_from(client, link, monkeypatch):
    claim(client, link)
    hosts = (f"10.0.0.{n}" for n in range(50))
    host = property(lambda _: Address(next(hosts), 1))
    monkeypatch.setattr(Request, "client", host)

    guesses = [
        client.post(
            "/api/session", json={"email": " " * n + "Owner@example.com", "password": "guess"}
        )
        for n in range(12)
    ]

    assert guesses[-1].status_code == 429


def test_another_sites_page_cannot_use_the_cookie(client, link):
    claim(client, link)
    body = {"name": "mine"}

    foreign = client.post("/api/tokens", json=body, headers={"Origin": "https://evil.example"})
    null = client.post("/api/tokens", json=body, headers={"Origin": "null"})
    own = client.post("/api/tokens", json=body, headers={"Origin": "http://testserver"})

    assert is_problem(foreign, 403)
    assert is_problem(null, 403)
    assert own.status_code == 201
    assert len(client.get("/api/tokens").json()) == 1


def test_a_token_signs_a_program_in_until_it_is_revoked(client, caller, operator):
    headers = caller(operator)
    [known] = client.get("/api/tokens", headers=headers).json()

    client.delete(f"/api/tokens/{known['id']}", headers=headers)

    assert is_problem(client.get("/api/me", headers=headers), 401)


@pytest.mark.parametrize("scheme", ["Basic {}", "Bearer", "Bearer x{}", "{}", "bearer  "])
def test_a_token_in_another_form_signs_nobody_in(client, token, operator, scheme):
    headers = {"Authorization": scheme.format(token(operator))}

    assert is_problem(client.get("/api/me", headers=headers), 401)


# Refusing


@pytest.mark.parametrize("route", [r for r in ROUTES if r not in OPEN], ids=" ".join)
def test_every_route_wants_a_sign_in(client, route):
    answer = ask(client, *route, dict.fromkeys(("dataset", "record", "id"), NOBODYS))

    # An answer to HEAD has no body.
    assert answer.status_code == 401 if route[0] == "HEAD" else is_problem(answer, 401)


def test_what_another_organisation_holds_is_not_there(client, caller, holding, stranger):
    headers = caller(stranger)
    shown = [
        route
        for route in OWNED
        if not is_problem(answer := ask(client, *route, holding, headers=headers), 404)
        # Only who runs the server may name its folders at all.
        and not (route[1].endswith("/deliveries") and is_problem(answer, 403))
    ]

    assert len(OWNED) > 12
    assert shown == []


def test_lists_hold_nothing_of_another_organisation(client, caller, holding, stranger):
    headers = caller(stranger)

    assert client.get("/api/datasets", headers=headers).json()["items"] == []
    assert client.get("/api/jobs", headers=headers).json()["items"] == []
    assert [e["subject"] for e in client.get("/api/audit", headers=headers).json()] != []


def test_what_ones_own_organisation_holds_is_there(client, caller, holding, operator):
    headers = caller(operator)
    readable = [route for route in OWNED if route[0] == "GET"]
    routes = [route for route in readable if not _ELSEWHERE.search(route[1])]

    answers = {route: ask(client, *route, holding, headers=headers) for route in routes}

    assert {route: a.status_code for route, a in answers.items()} == dict.fromkeys(routes, 200)


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.CONSUMER, Role.ANALYST])
@pytest.mark.parametrize(
    "route",
    # A view of one's own changes nothing that others see, so everybody who reads saves some.
    [r for r in OWNED if r[0] == "POST" and "dataset" in r[1] and not r[1].endswith("/views")],
)
def test_a_role_without_the_right_is_told_so(client, caller, member, workspace, role, route):
    answer = ask(client, *route, {"dataset": NOBODYS}, headers=caller(member("maker", role)))

    assert is_problem(answer, 403)


# What OpenAPI says


@pytest.mark.parametrize("given", OPERATIONS, ids=lambda g: f"{g[0]} {g[1]}")
def test_openapi_describes_the_route_and_its_errors(given):
    method, path, operation = given
    assert (operation.get("security") == []) == ((method, path) in OPEN)
    listed = set(operation["responses"])
    wanted = set() if (method, path) == ("GET", "/api/health") else {"401"}
    if operation.get("parameters") or operation.get("requestBody"):
        wanted.add("422")
    if "{" in path:
        wanted.add("404")

    assert operation["summary"]
    assert len(operation["description"]) > 20
    assert wanted <= listed
    for status in listed - {"200", "201", "202", "204", "206", "304", "416"}:
        assert "#/components/schemas/Problem" in str(operation["responses"][status])


def test_openapi_is_served_without_a_workspace_being_touched(client):
    document = client.get("/api/openapi.json").json()

    assert document["openapi"].startswith("3.")
    assert set(document["components"]["securitySchemes"]) == {"token", "session"}


# Errors


def test_an_unknown_address_below_the_interface_is_a_problem(client):
    for method in ("GET", "POST", "DELETE"):
        assert client.request(method, "/api/potatoes").status_code in {404, 405}
    assert is_problem(client.get("/api/potatoes"), 404)
    assert is_problem(client.get("/api"), 404)


def test_a_malformed_request_says_where(client, caller, operator):
    answer = client.get("/api/jobs?limit=many", headers=caller(operator))

    assert is_problem(answer, 422)
    assert "limit" in answer.json()["detail"]


def test_our_own_mistake_tells_nothing_of_the_inside(client, caller, operator, monkeypatch, capsys):
    headers = caller(operator)
    monkeypatch.setattr(identity.service, "tokens", lambda *_: 1 / 0)

    answer = client.get("/api/tokens", headers=headers)

    assert is_problem(answer, 500)
    assert "division" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "ZeroDivisionError" in "".join(capsys.readouterr())


# Pages


@pytest.fixture
def pages(tmp_path, monkeypatch):
    built = tmp_path / "built"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<title>Dure</title>")
    (built / "assets" / "app-1a2b.js").write_text("go()")
    (built / "assets" / "app-1a2b.js.gz").write_bytes(b"packed")
    (tmp_path / "secret.txt").write_text("not for you")
    monkeypatch.setattr(server, "WEB", built)
    return built


def test_a_deep_link_gives_the_page(client, pages):
    answer = client.get("/datasets/1/records?cursor=x")

    assert (answer.status_code, answer.text) == (200, "<title>Dure</title>")
    assert answer.headers["cache-control"] == "no-cache"


def test_an_asset_is_kept_for_ever_and_sent_packed(client, pages):
    packed = client.stream("GET", "/assets/app-1a2b.js")
    plain = client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})

    with packed as answer:
        assert b"".join(answer.iter_raw()) == b"packed"
        assert "javascript" in answer.headers["content-type"]
    assert plain.text == "go()"
    assert "immutable" in plain.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
     "/..%2fsecret.txt", "/assets/..%5c..%5csecret.txt", "/%00", "/assets/%00/..", "//etc/passwd"],
)  # fmt: skip
def test_no_address_leads_out_of_the_built_files(client, pages, path):
    answer = client.get(path)

    assert answer.text == "<title>Dure</title>"


def test_pages_that_are_not_built_say_so(client, tmp_path, monkeypatch):
    monkeypatch.setattr(server, "WEB", tmp_path / "nothing")

    assert "dev.py" in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/me", "/api/potatoes"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_health_tells_what_the_server_stands_on(client):
    body = client.get("/api/health").json()

    assert (body["status"], body["database"], body["storage"]) == ("ok", "sqlite", "local")
    assert body["disk_free_bytes"] > 0


def test_the_figures_want_a_sign_in(client, caller, operator):
    assert is_problem(client.get("/api/metrics"), 401)
    assert "python_info" in client.get("/api/metrics", headers=caller(operator)).text


# Files of a release


def test_a_release_file_is_given_by_byte_range(client, caller, holding, operator):
    headers = caller(operator)
    address = "/api/releases/fridge@1/files/manifest.json"

    whole = client.get(address, headers=headers)
    part = client.get(address, headers={**headers, "Range": "bytes=10-19"})
    rest = client.get(address, headers={**headers, "Range": "bytes=10-"})
    beyond = client.get(address, headers={**headers, "Range": "bytes=99999999-"})

    assert (whole.status_code, part.status_code, rest.status_code) == (200, 206, 206)
    assert part.content == whole.content[10:20]
    assert rest.content == whole.content[10:]
    assert beyond.status_code == 416


@pytest.mark.parametrize("path", ["../../dure.db", "%2e%2e/%2e%2e/dure.db", "%00", "data", "x"])
def test_no_address_leads_out_of_a_release(client, caller, holding, operator, path):
    answer = client.get(f"/api/releases/fridge@1/files/{path}", headers=caller(operator))

    assert answer.status_code == 404


def test_the_manifest_names_files_that_can_be_fetched(client, caller, holding, operator):
    headers = caller(operator)
    manifest = client.get("/api/releases/fridge@1/manifest", headers=headers).json()

    for entry in manifest["files"]:
        answer = client.get(f"/api/releases/fridge@1/files/{entry['path']}", headers=headers)
        assert len(answer.content) == entry["size"]


# Live progress


class Asking:
    """A request as the stream sees it, in place of a connection."""

    method = "GET"

    def __init__(self, app, cookies=None):
        self.app, self.headers, self.gone = app, {}, False
        self.cookies = cookies or {}

    async def is_disconnected(self):
        return self.gone


async def _events(workspace, operator, app, change):
    """Read the stream: the greeting, what is there, and what comes after a change."""
    request = Asking(app)
    seen = []
    async for text in _changes(request, workspace, operator):
        seen.append(text)
        if len(seen) == 2:
            change()
        if len(seen) == 3:
            server.stop(app)
    return seen


def test_a_stream_tells_of_changes_and_ends_when_the_server_is_told_to(workspace, operator):
    app = FastAPI()
    app.state.stopping, app.state.worker = False, None
    app.state.authenticate = lambda _: operator
    with workspace.unit_of_work() as db:
        job = jobs.enqueue(db, operator, "ingest", {})

    def cancel():
        with workspace.unit_of_work() as db:
            jobs.cancel(db, db.get_one(jobs.Job, job.id))

    greeting, waits, stopped = anyio.run(_events, workspace, operator, app, cancel)

    assert greeting == "retry: 2000\n\n"
    assert waits.startswith("event: job\ndata: {")
    assert '"state":"queued"' in waits
    assert '"state":"cancelled"' in stopped
    assert str(job.id) in stopped


def test_a_stream_ends_when_its_reader_has_gone(workspace, operator):
    app = FastAPI()
    app.state.stopping, app.state.authenticate = False, lambda _: operator
    request = Asking(app)
    request.gone = True

    async def read():
        return [text async for text in _changes(request, workspace, operator)]

    assert anyio.run(read) == ["retry: 2000\n\n"]


def test_a_stream_tells_which_data_set_was_changed_and_no_other(workspace, operator, member):
    app = FastAPI()
    app.state.stopping, app.state.worker = False, None
    app.state.authenticate = lambda _: operator
    stranger = member("elsewhere")
    with workspace.unit_of_work() as db:
        mine, still = (
            catalog.register(db, operator, name=name, domain=("food", "1.0.0")).id
            for name in ("mine", "still")
        )
        theirs = catalog.register(db, stranger, name="theirs", domain=("food", "1.0.0")).id

    def change():
        with workspace.unit_of_work() as db:
            db.get_one(catalog.Dataset, theirs).updated_at = now()
            catalog.describe(db, operator, DatasetId(mine), title="새 이름")

    async def read():
        seen = []
        async for text in _changes(Asking(app), workspace, operator):
            seen.append(text)
            if len(seen) == 1:
                change()
            if len(seen) == 2:
                server.stop(app)
        return seen

    _, told = anyio.run(read)

    assert told == f'event: dataset\ndata: "{mine}"\n\n'
    assert str(still) not in told


@pytest.mark.parametrize("change", ["signed out", "for another organisation", "removed"])
def test_a_stream_ends_when_its_reader_may_read_it_no_more(workspace, client, link, member, change):
    claim(client, link)
    with workspace.unit_of_work() as db:
        reader = identity.caller(db, client.cookies["dure_session"]).actor
        jobs.enqueue(db, reader, "ingest", {})

    elsewhere = member("elsewhere").organization

    def leave():
        if change == "signed out":
            assert client.delete("/api/session").status_code == 204
            return
        with workspace.unit_of_work() as db:
            place = db.scalars(select(Membership).where(Membership.member == reader.member)).one()
            if change == "removed":
                identity.store.leave(db, place)
            else:
                place.organization = elsewhere

    request = Asking(client.app, {"dure_session": client.cookies["dure_session"]})

    async def read():
        seen = []
        with anyio.fail_after(20):
            async for text in _changes(request, workspace, reader):
                seen.append(text)
                if len(seen) == 2:
                    await anyio.to_thread.run_sync(leave)
                    with workspace.unit_of_work() as db:
                        jobs.enqueue(db, reader, "freeze", {})
        return seen

    seen = anyio.run(read)

    assert len(seen) == 2
    assert "freeze" not in "".join(seen)


# Jobs in the server


def test_a_job_that_runs_when_the_server_ends_waits_for_the_next(workspace, operator):
    began, proceed = threading.Event(), threading.Event()

    def make(_workspace, watch):
        def work(step, given):
            began.set()
            assert proceed.wait(20)
            watch(1, 2)
            raise AssertionError("the work went on after the server ended")

        return {"long": work}

    worker = Worker(workspace, make)
    with workspace.unit_of_work() as db:
        job = jobs.enqueue(db, operator, "long", {})
    worker.start()
    assert began.wait(20)
    worker.begin_no_more()
    proceed.set()
    worker.stop(20)

    with workspace.reading() as db:
        left = db.get_one(jobs.Job, job.id)
    assert (left.state, left.attempts, left.error) == (jobs.JobState.QUEUED, 0, None)


def test_a_worker_outlives_a_database_that_is_away_for_a_moment(workspace, operator, monkeypatch):
    done, broken = threading.Event(), iter([OperationalError("select", {}, OSError("away"))])
    claim_next = jobs.run_next

    def run_next(*given, **more):
        for error in broken:
            raise error
        return claim_next(*given, **more)

    def make(_workspace, _watch):
        return {"short": lambda _step, _given: done.set() or {}}

    monkeypatch.setattr(jobs, "run_next", run_next)
    monkeypatch.setattr("dure.app.worker.AGAIN_S", 0.01)
    with workspace.unit_of_work() as db:
        jobs.enqueue(db, operator, "short", {})
    worker = Worker(workspace, make)
    worker.start()

    assert done.wait(20)
    worker.stop(20)


def test_the_server_does_the_jobs_it_is_asked_for(workspace, operator, caller, pictures):
    done = threading.Event()

    def make(home, watch):
        def take_in(step, given):
            result = works(home, watch)["ingest"](step, given)
            done.set()
            return result

        return {"ingest": take_in}

    worker = Worker(workspace, make)
    with TestClient(create_app(workspace, worker=worker)) as client:
        headers = caller(operator)
        made = client.post(
            "/api/datasets", json={"name": "fridge", "domain": "food"}, headers=headers
        ).json()
        address = f"/api/datasets/{made['id']}"
        started = client.post(
            f"{address}/deliveries", json={"folder": str(pictures)}, headers=headers
        )
        assert started.status_code == 202
        assert done.wait(30)
        worker.stop(30)
        listed = client.get("/api/jobs", headers=headers).json()["items"]
        [job] = [job for job in listed if job["name"] == "ingest"]
        records = client.get(f"{address}/records", headers=headers).json()["items"]

    assert job["state"] == "done"
    assert len(records) == 12
