import pytest

from search.analysis import analyse
from search.numbers import canonical, find

ACCOUNT = "FR7699001238456715942596622"


def whole(text):
    return [number.canonical for number in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "0639981622",
        "06 39 98 16 22",
        "06.39.98.16.22",
        "06-39-98-16-22",
        "06\u00a039\u202f98\u00a016\u00a022",
        "06 39 98\n16 22",
        "+33 6 39 98 16 22",
        "+33639981622",
        "0033 6 39 98 16 22",
        "+33 (0)6 39 98 16 22",
    ],
)
def test_one_phone_in_any_spacing(text):
    assert canonical(text) == "#phone:0639981622"
    assert whole(f"Appelez le {text}, merci.") == ["#phone:0639981622"]


@pytest.mark.parametrize(
    "text", ["AB-123-CD", "AB123CD", "AB 123 CD", "AB - 123 - CD", "ab-123-cd", "ab123cd"]
)
def test_one_plate_in_any_spacing(text):
    assert canonical(text) == "#plate:AB123CD"
    assert whole(f"le véhicule ({text}) stationné") == ["#plate:AB123CD"]


@pytest.mark.parametrize(
    "text", [ACCOUNT, "FR76 9900 1238 4567 1594 2596 622", "fr76 99001 23845 67159425966 22"]
)
def test_one_iban_in_any_spacing(text):
    assert canonical(text) == "#iban:" + ACCOUNT
    assert whole(f"compte {text} ouvert") == ["#iban:" + ACCOUNT]


def test_a_french_iban_with_a_misprinted_check_digit_counts():
    assert canonical("FR77" + ACCOUNT[4:]) == "#iban:FR77" + ACCOUNT[4:]


def test_a_foreign_iban_needs_its_check_digits():
    assert canonical("BE68 5390 0754 7034") == "#iban:BE68539007547034"
    assert canonical("BE69 5390 0754 7034") is None


@pytest.mark.parametrize(
    "text",
    [
        "354930943595574",  # IMEI
        "2017/000495",
        "06 39 98 16",
        "06 39 98 16 223",
        "le 308 gr",
        "AI-123-CD",
        "DE 12 PERSONNES SONT LA 1",
        "FR76 9900",
        "06 39 98 16 22 ou",
        "",
    ],
)
def test_what_is_not_wholly_a_number(text):
    assert canonical(text) is None


def test_a_number_is_one_more_token_where_it_begins():
    tokens = [t for t in analyse("tél. 06 39 98 16 22 bis", "fr") if t.form.startswith("#")]
    assert [(t.form, t.position, t.spans) for t in tokens] == [("#phone:0639981622", 1, ((5, 19),))]
