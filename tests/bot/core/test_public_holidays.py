"""Which days either side has off."""

from datetime import date

from bot.core.public_holidays import find_holiday, list_countries


def test_a_holiday_of_either_country_counts_and_has_an_english_name() -> None:
    unity = date(2026, 10, 3)
    assert find_holiday(unity, ["DE", None]) == "German Unity Day"
    assert find_holiday(unity, [None, "DE"]) == "German Unity Day"
    assert find_holiday(unity, ["FR", "US"]) == ""
    assert find_holiday(date(2026, 7, 14), ["US", "FR"]) == "National Day"


def test_moving_holidays_are_known_in_every_year() -> None:
    for good_friday in (date(2026, 4, 3), date(2027, 3, 26), date(2028, 4, 14)):
        assert find_holiday(good_friday, ["DE"]) == "Good Friday"


def test_who_chose_no_country_has_no_holidays() -> None:
    assert find_holiday(date(2026, 12, 25), [None, None]) == ""


def test_a_country_that_the_library_does_not_know_has_none() -> None:
    assert find_holiday(date(2026, 12, 25), ["ZZ"]) == ""


def test_countries_have_names_in_their_order() -> None:
    countries = list_countries()
    assert countries["DE"] == "Germany"
    assert countries["IN"] == "India"
    assert len(countries) > 200
    assert list(countries.values()) == sorted(countries.values())
