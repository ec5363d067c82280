"""What can be made again is kept within a bound; what was used longest ago goes first."""

from datetime import UTC, datetime

from dure.kit import cache
from dure.kit.clock import frozen

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def kept(home, *names):
    for kind, name in (name.split("/") for name in names):
        path = cache.place(home, kind, name)
        path.write_bytes(b"x" * 100)
        assert cache.has(path)


def there(home):
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_what_was_used_longest_ago_goes_first(tmp_path):
    with frozen(NOON) as clock:
        for name in ("series/a", "films/b", "series/c"):
            kept(tmp_path, name)
            clock.advance(1)
        clock.advance(3600)
        assert cache.has(tmp_path / "cache" / "series" / "a")
        clock.advance(3600)

        assert cache.prune(tmp_path, 250) == (1, 100)
        assert there(tmp_path) == ["a", "c"]
        assert cache.prune(tmp_path, 100) == (1, 100)
        assert there(tmp_path) == ["a"]
        assert cache.prune(tmp_path, 100) == (0, 0)


def test_what_is_in_use_stays_over_the_bound(tmp_path):
    with frozen(NOON) as clock:
        kept(tmp_path, "series/a", "series/b")
        clock.advance(60)
        assert cache.prune(tmp_path, 0) == (0, 0)
        clock.advance(3600)
        assert cache.prune(tmp_path, 0) == (2, 200)


def test_what_is_missing_is_not_there(tmp_path):
    assert not cache.has(cache.place(tmp_path, "series", "a"))
    assert cache.prune(tmp_path / "nowhere", 0) == (0, 0)
