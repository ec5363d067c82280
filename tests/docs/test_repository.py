"""What git keeps is what people wrote: no addresses of machines, nothing large, nothing built."""

import re

MAX_BYTES = 500_000
# Written in parts, so that this file does not name what it looks for.
_HOSTS = re.compile(
    "|".join(
        rf"{name}\.{end}"
        for name, end in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "(?:org|com)"),
            ("yarnpkg", "com"),
            ("crates", "io"),
            ("anaconda", "(?:org|com)"),
        )
    )
)
_MACHINE = re.compile(
    r"(?:^|[\s\"'`=(:])/(?:" + "|".join(("work", "root", "tmp", "home", "Users", "mnt")) + r")/\w"
)
_BUILT = re.compile(
    r"(^|/)(__pycache__|node_modules|web_dist|dist|build|\.venv|\.cache|\.dure|[^/]+\.egg-info)/"
    r"|\.(pyc|pyo|so|whl|onnx|tflite|npz|db|sqlite3?|parquet|log)$"
    r"|(^|/)(uv\.lock|schema\.d\.ts|openapi\.json|\.DS_Store)$"
)


def _texts(repository, tracked):
    for name in tracked:
        content = (repository / name).read_bytes()
        if b"\0" not in content[:4096]:
            yield name, content.decode("utf-8")


def _lines(repository, tracked, wanted):
    return [
        f"{name}:{number}"
        for name, text in _texts(repository, tracked)
        for number, line in enumerate(text.splitlines(), start=1)
        if wanted.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry(repository, tracked):
    assert _lines(repository, tracked, _HOSTS) == []


def test_no_file_names_a_path_of_somebodys_machine(repository, tracked):
    assert _lines(repository, tracked, _MACHINE) == []


def test_no_file_is_large(repository, tracked):
    assert [n for n in tracked if (repository / n).stat().st_size > MAX_BYTES] == []


def test_nothing_that_is_built_is_kept(tracked):
    assert [name for name in tracked if _BUILT.search(name)] == []


def test_the_patterns_find_what_they_are_for():
    host, path = "https://" + "pypi" + ".org/simple", 'open("' + "/wo" + 'rk/data.csv")'

    assert _HOSTS.search(host)
    assert _MACHINE.search(path)
    assert _MACHINE.search("cd " + "/ro" + "ot/x")
    assert not _MACHINE.search("https://example.org/home/page")
    assert all(map(_BUILT.search, ("src/a/__pycache__/b.pyc", "uv.lock", "x/model.onnx")))


def test_what_runs_needs_neither_pytorch_nor_tensorflow(repository):
    lock = (repository / "requirements.lock").read_text("utf-8")
    names = set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M))

    assert len(names) > 30
    assert [n for n in names if n.startswith(("torch", "tensorflow", "ai-edge", "jax"))] == []


def test_the_licence_is_apache_2(repository):
    text = (repository / "LICENSE").read_text("utf-8")

    assert text.split()[:5] == ["Apache", "License", "Version", "2.0,", "January"]
    assert "END OF TERMS AND CONDITIONS" in text
    assert 'license = "Apache-2.0"' in (repository / "pyproject.toml").read_text("utf-8")
