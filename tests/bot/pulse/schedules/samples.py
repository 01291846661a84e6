"""Any schedule, anywhere: what the property tests draw from."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from bot.core.rhythms import LAST, DayOfMonth, Monthly, NthWeekday, Weekly
from bot.pulse.schedules import Clock, Schedule, find_problems
from bot.pulse.schedules.quiet import EVENING_TO_MORNING, Quiet

MONTHS = st.sampled_from([None, 1, 2, 3])
RHYTHMS = (
    st.builds(Weekly, st.integers(0, 6), st.integers(1, 12))
    | st.builds(Monthly, st.builds(DayOfMonth, st.integers(1, 31)), MONTHS)
    | st.builds(
        Monthly,
        st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
        MONTHS,
    )
)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
QUIETS = st.sampled_from(
    [None, EVENING_TO_MORNING, Quiet(time(22), time(6)), Quiet(time(1, 30), time(2, 30))]
)
# Leap years and their neighbours, with all the changes of clocks between.
MOMENTS = st.datetimes(datetime(2023, 6, 1), datetime(2029, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
DATES = st.dates(date(2023, 6, 1), date(2029, 1, 1))
# Every zone there is; the first are the ones in which most can go wrong.
ZONES = st.sampled_from(
    [
        *("Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Africa/Cairo"),
        *("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Nuuk", "Antarctica/Troll"),
        *sorted(available_timezones() - {"Factory", "localtime"}),
    ]
).map(ZoneInfo)
TEAMS = st.lists(ZONES, min_size=1, max_size=4).map(
    lambda zones: {f"U{number}": zone for number, zone in enumerate(zones)}
)
SCHEDULES = st.builds(
    Schedule,
    rhythm=RHYTHMS,
    at=TIMES,
    clock=st.sampled_from(Clock),
    start=st.none() | DATES,
    end=st.none(),
    holidays=st.booleans(),
    quiet=QUIETS,
).filter(lambda schedule: not find_problems(schedule, date(2026, 1, 1)))
