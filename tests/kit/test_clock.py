"""The time, which tests can set."""

from datetime import UTC, datetime, timedelta

from dure.kit.clock import frozen, now

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_clock_is_in_utc_and_goes_on():
    first = now()

    assert first.tzinfo is UTC
    assert now() >= first


def test_a_stopped_clock_moves_when_it_is_told_to():
    with frozen(NOON) as clock:
        assert (now(), now()) == (NOON, NOON)
        clock.advance(90)
        assert now() == NOON + timedelta(seconds=90)
        with frozen(NOON):
            assert now() == NOON
        assert now() == NOON + timedelta(seconds=90)

    assert now() != NOON
