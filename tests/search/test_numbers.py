import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ligne O6 39 98 16 22 attribuée", "#phone:0639981622"),
        ("au 06 39 9B 16 2Z,", "#phone:0639981622"),
        ("06.39.98,16.22", "#phone:0639981622"),
        ("06 ‘39 ‘98 16 22 ‘a chanté", "#phone:0639981622"),
        ("+33‘6 39 98 16 22", "#phone:0639981622"),
        ("+336 39 98 16 22", "#phone:0639981622"),
        ("06 39 98 1 6 22", "#phone:0639981622"),
        ("106.39.98.16.22 353015", "#phone:0639981622"),  # the rule of a table
        ("06/39/98/16/22", "#phone:0639981622"),
        ("AB-I23-CD", "#plate:AB123CD"),
        ("AB‘123 CD,", "#plate:AB123CD"),
        ("AB- -1Z3-CD", "#plate:AB123CD"),
        ("KM-150-W] ;", "#plate:KM150WJ"),
        ("KM150W)", "#plate:KM150WJ"),
        ("KM-150-W]J", "#plate:KM150WJ"),
        ("QG OI7 ŸR", "#plate:QG017YR"),
        ("ER-III-WP", "#plate:ER111WP"),
        ("FF-1 15-FK_", "#plate:FF115FK"),
        ("NM736KQ0, au", "#plate:NM736KQ"),
        ("GHO006VS ;", "#plate:GH006VS"),
        ("ALA450AE m", "#plate:AL450AE"),
        ("véhicule Y Y-654-LP m", "#plate:YY654LP"),
        ("NWO6S5E] pénètre", "#plate:NW065EJ"),
        ("LG 493 T3. ‘", "#plate:LG493TJ"),
        ("wx 198 QZ a été", "#plate:WX198QZ"),
        ("véhicule JO 719 YO, au", "#plate:JQ719YQ"),
        ("au.0é 39 98 16 22 et", "#phone:0639981622"),
        ("4336399816 22 353", "#phone:0639981622"),
        ("ligne 06 39 98 T6 22 a", "#phone:0639981622"),
        ("rappelé sur le OG 39 98 16 22.", "#phone:0639981622"),
        ("téléphone est 1e G6 39 98 16 22.", "#phone:0639981622"),
        ("véhicule SH 1 10 AA à", "#plate:SH110AA"),
        ("véhicule 1S289HL a franchi", "#plate:LS289HL"),
        ("FR76. 9900 1238‘4567 1594 2596. 622,", "#iban:" + ACCOUNT),
        ("FR76 99OO 1238 4567 I594 2596 622", "#iban:" + ACCOUNT),
    ],
)
def test_a_number_that_ocr_blurred_is_found_on_a_page(text, number):
    assert whole(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "le 05/02/2018 15:30",
        "04/02/2018 12 17 06",
        "05/02/2018\n05/03/2018",
        "07 12,50 33,20",
        "1 230,03 -8 987,48\n30",
        "à 14:05:07 13 42 06 39",
        "OIS 131,79 -42",
        "FABSOLD",
        "XXIIIXX",
        "plus de 100 en tout",
        "o6 39 98",
        "OO OO OO OO OO",
        "FRANCEIO IOIOIO",
        "OG 39, 98 16/22 35",
        "G6 39 9B 16 22",
        "12 345 AB",
        "UN 1 10 LE",
        "la 308 GT",
        "en 308 GT",
    ],
)
def test_what_is_no_number_on_a_page(text):
    assert whole(text) == []


def test_what_is_left_of_a_number_is_found_beside_a_whole_one():
    assert whole("06.39.98:71.08 06 39 98 53 79")[0] == "#phone:0639987108"
    assert whole("par MW320D, et") == ["#torn-plate:MW320D."]
    assert whole("au 06 “ 98 93 41 et") == ["#torn-phone:06..989341"]
    assert whole("sous la cote DS") == ["#cote:d5"]


def test_a_phone_is_found_beside_other_pairs_of_digits():
    assert "#phone:0639981622" in whole("03 12 06 39 98 16 22 353")
    assert whole("06 39 98 16 22 07 39 98 16 22") == ["#phone:0639981622", "#phone:0739981622"]


@given(st.text(alphabet="0O1Il635 .,:;/'-\n+AB]FR", max_size=60))
def test_any_text_gives_numbers_of_the_right_size(text):
    sizes = {"#phone": 10, "#plate": 7, "#torn-phone": 10, "#torn-plate": 7}
    for number, start, end in find(text):
        kind, _, signs = number.partition(":")
        assert len(signs) == sizes.get(kind, len(signs))
        assert signs.replace(".", "").isalnum()
        assert 0 <= start < end <= len(text)
