import collections

import pypdfium2
import pytest

from casefiles.demo import MEMORABLE, build, sheets
from casefiles.demo.scan import SKEW


@pytest.fixture(scope="module")
def volumes(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo"), pages=12)


@pytest.fixture(scope="module")
def all_sheets():
    return [sheet for volume in sheets() for sheet in volume]


def text_layers(volume):
    with pypdfium2.PdfDocument(volume) as document:
        return [page.get_textpage().get_text_range().strip() for page in document]


def test_it_works(volumes):
    assert [volume.name for volume in volumes] == ["Tome 1.pdf", "Tome 2.pdf"]
    assert sum(len(text_layers(volume)) for volume in volumes) == 12


def test_a_scan_has_no_text_layer_and_a_printed_page_has_one(volumes):
    drawn = [sheet for volume in sheets(12) for sheet in volume]
    layers = [layer for volume in volumes for layer in text_layers(volume)]
    for sheet, layer in zip(drawn, layers, strict=True):
        if sheet.stamped:
            assert layer == sheet.cote
        elif sheet.scanned:
            assert layer == ""
        else:
            assert layer.split()[0] == sheet.cote
            assert len(layer) > 400


def test_a_page_is_fed_sideways(volumes):
    with pypdfium2.PdfDocument(volumes[0]) as document:
        shapes = collections.Counter(page.get_width() > page.get_height() for page in document)
    assert shapes[True] == 1


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    first, second = (build(tmp_path / name, pages=3) for name in ("first", "second"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_another_seed_gives_another_case():
    assert sheets(4, seed=1)[0][0].text != sheets(4, seed=2)[0][0].text


@pytest.mark.parametrize("pages", [1, 40, 48, 61])
def test_there_are_as_many_pages_as_asked_for(pages):
    assert sum(map(len, sheets(pages))) == pages


def test_the_dossier_has_every_kind_of_page(all_sheets):
    scanned = sum(sheet.scanned for sheet in all_sheets)
    assert 0.5 < scanned / len(all_sheets) < 0.8
    assert [sheet.rotation for sheet in all_sheets if sheet.rotation] == [90, 180]
    assert sum(sheet.stamped for sheet in all_sheets) == 1
    assert [sheet.text for sheet in all_sheets if not sheet.lines] == [""]


def test_no_two_pages_say_the_same(all_sheets):
    assert len({sheet.text for sheet in all_sheets}) == len(all_sheets)


def test_the_sentence_of_the_readme_is_on_one_upright_scan(all_sheets):
    found = [sheet for sheet in all_sheets if MEMORABLE in " ".join(sheet.text.split())]
    assert [(sheet.scanned, sheet.rotation, sheet.stamped) for sheet in found] == [(True, 0, False)]


def test_a_word_is_broken_at_the_end_of_a_line(all_sheets):
    scans = [sheet for sheet in all_sheets if sheet.scanned]
    assert any(line.text.endswith("-") for sheet in scans for line in sheet.lines)


def test_cotes_go_up_by_one_and_folios_follow(all_sheets):
    cotes = [sheet.cote for sheet in all_sheets if sheet.cote]
    pieces = list(dict.fromkeys(cote.split("/")[0] for cote in cotes))
    assert pieces == [f"D{number}" for number in range(1, len(pieces) + 1)]
    assert cotes[cotes.index("D2") : cotes.index("D3")] == ["D2", "D2/2"]


def test_phones_are_of_the_range_kept_for_fiction(all_sheets):
    text = " ".join(sheet.text for sheet in all_sheets).split()
    numbers = [text[i : i + 5] for i, word in enumerate(text) if word == "06"]
    starts = [number[:3] for number in numbers if all(part[:2].isdigit() for part in number)]
    assert starts
    assert all(start == ["06", "39", "98"] for start in starts)


def test_the_skew_stays_within_what_ocr_takes():
    assert SKEW <= 1.0
