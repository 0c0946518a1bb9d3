"""What a plain reading of a page would miss is found; what it does not miss is read once."""

import random
from collections import Counter

import pytest
from PIL import Image, ImageDraw, ImageFilter

from casefiles.reading.bands import flattened
from casefiles.reading.grids import grids
from casefiles.reading.ocr import Engines
from casefiles.reading.paper import evened, is_dark
from casefiles.reading.scan import read_scan
from casefiles.reading.words import compose
from tests.casefiles.reading.drawing import LINES, canvas, ink_box, picture_of, scan_of_text

A4 = (595, 842)
EDGES = (50, 125, 190, 300, 420, 520)
CALLS = [
    (
        f"{day:02}/05/2017",
        f"{day % 24:02}:{day * 7 % 60:02}:52",
        f"06 39 98 {day:02} {day + 40}",
        f"35672643817{day:04}",
        f"VALGRISE-{day}",
    )
    for day in range(1, 25)
]
HEADINGS = ("1. EXPOSÉ DES FAITS", "2. AUDITION DU TÉMOIN", "3. LISTE DES SCELLÉS")


class Counting(Engines):
    """Engines that know how often they were asked for all of a page, not for one word."""

    readings = 0

    def read(self, image, *asked):
        self.readings += image.height > 200
        return super().read(image, *asked)


@pytest.fixture
def engines(models):
    return Counting(models)


def lines_of(scan):
    return [line for line in compose(scan.text.blocks)[0].splitlines() if line]


def headed(folder, band, letters, headings=HEADINGS):
    """Three headings in letters of one level of grey on bands of another, with text between."""
    page = canvas(folder / "headed.pdf", A4)
    for number, heading in enumerate(headings):
        top = 760 - 200 * number
        page.setFillGray(band / 255)
        page.rect(60, top - 7, 475, 24, stroke=0, fill=1)
        page.setFillGray(letters / 255)
        page.setFont("Helvetica-Bold", 13)
        page.drawString(66, top, heading)
        page.setFillGray(0)
        page.setFont("Helvetica", 12)
        for line, text in enumerate(LINES):
            page.drawString(66, top - 30 - 18 * line, f"{text} {number}{line}")
    page.showPage()
    page.save()
    return picture_of(folder / "headed.pdf")


def call_list(folder, *, grain=0.35, darkest=118):
    """A call list from a bad copier: one bit a pixel, grainy, aslant, its rules broken."""
    page = canvas(folder / "table.pdf", A4)
    page.setFont("Times-Roman", 8)
    page.setLineWidth(0.4)
    for number, call in enumerate(CALLS):
        top = 780 - 12 * number
        page.grid(EDGES, (top, top - 12))
        for left, text in zip(EDGES, call, strict=False):
            page.drawString(left + 4, top - 9, text)
    page.showPage()
    page.save()
    image = picture_of(folder / "table.pdf")
    image = image.rotate(-1.0, Image.Resampling.BICUBIC, fillcolor=255)
    dice = random.Random(4)
    noise = Image.frombytes("L", image.size, dice.randbytes(image.width * image.height))
    noise = noise.filter(ImageFilter.BoxBlur(0.5))
    grainy = Image.blend(image, noise, grain)
    return grainy.point([255 * (level > darkest) for level in range(256)])


def found_in(text):
    """How many words of the call list a text has."""
    there = text.split()
    return sum(word in there for call in CALLS for word in " ".join(call).split())


@pytest.mark.parametrize(("band", "letters"), [(110, 20), (110, 255), (160, 0), (30, 255)])
def test_a_heading_on_a_band_is_read_at_its_place(tmp_path, engines, band, letters):
    lines = lines_of(read_scan(headed(tmp_path, band, letters), "fra", engines))
    for number, heading in enumerate(HEADINGS):
        assert lines[lines.index(heading) + 1] == f"{LINES[0]} {number}0"
    assert engines.readings == 1


def test_a_heading_on_a_band_of_a_page_aslant_is_read(tmp_path, engines):
    image = headed(tmp_path, 110, 20)
    aslant = image.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=255)
    lines = lines_of(read_scan(aslant, "fra", engines))
    assert set(HEADINGS) <= set(lines)


def test_a_heading_on_a_band_of_a_page_on_its_side_is_read(tmp_path, engines):
    scan = read_scan(headed(tmp_path, 110, 20).rotate(-90, expand=True), "fra", engines)
    assert scan.rotation == 270
    assert set(HEADINGS) <= set(lines_of(scan))


def test_what_is_on_a_band_stands_where_its_ink_is(tmp_path, engines):
    image = headed(tmp_path, 110, 20)
    words = read_scan(image, "fra", engines).text.words
    found = next(word for word in words if word.text == "EXPOSÉ")
    first = image.crop((0, 0, image.width, int(image.height * 0.11)))
    left, top, right, bottom = ink_box(first.point([255 * (s > 60) for s in range(256)]))
    assert found.top == pytest.approx(top * 0.11, abs=0.005)
    assert found.top + found.height == pytest.approx(bottom * 0.11, abs=0.005)
    assert left < found.left < found.left + found.width < right


def test_a_table_is_found(tmp_path):
    (table,) = grids(call_list(tmp_path))
    assert table.left == pytest.approx(EDGES[0] / A4[0], abs=0.03)
    assert table.top == pytest.approx(62 / A4[1], abs=0.03)
    assert table.bottom == pytest.approx((62 + 12 * 24) / A4[1], abs=0.03)


def test_a_table_whose_rules_are_dots_is_found():
    image = Image.new("L", (1654, 2339), 255)
    lefts, tops = (200, 500, 900, 1400), range(300, 901, 60)
    rules = [(x, y) for y in tops for x in range(lefts[0], lefts[-1], 2)]
    rules += [(x, y) for x in lefts for y in range(tops[0], tops[-1], 2)]
    for dot in rules:
        image.putpixel(dot, 0)
    (table,) = grids(image)
    assert table.left == pytest.approx(200 / 1654, abs=0.005)
    assert table.right == pytest.approx(1400 / 1654, abs=0.005)
    assert table.top == pytest.approx(300 / 2339, abs=0.005)
    assert table.bottom == pytest.approx(900 / 2339, abs=0.005)


def test_text_without_rules_is_no_table(tmp_path):
    assert grids(scan_of_text(tmp_path)) == []


def test_a_table_read_unsurely_is_read_again(tmp_path, engines):
    image = call_list(tmp_path, grain=0.4, darkest=110)
    plain = compose(Engines.read(engines, image, "fra").blocks)[0]
    engines.readings = 0
    lines = lines_of(read_scan(image, "fra", engines))
    assert engines.readings >= 2
    assert found_in("\n".join(lines)) > found_in(plain) + 8


def test_the_rows_of_a_table_stay_in_order(tmp_path, engines):
    lines = lines_of(read_scan(call_list(tmp_path), "fra", engines))
    whole = [line for line in lines if "VALGRISE-" in line and "6726438" in line]
    assert len(whole) == len(CALLS)
    towers = [f"VALGRISE-{day}" in line for day, line in enumerate(whole, 1)]
    phones = [f"00{day:02} " in line for day, line in enumerate(whole, 1)]
    assert min(sum(towers), sum(phones)) > 20


def test_a_page_photographed_on_a_dark_table_is_left_as_it_is(tmp_path, engines):
    page = scan_of_text(tmp_path)
    photo = Image.new("L", (page.width + 300, page.height + 300), 60)
    photo.paste(page, (150, 150))
    assert flattened(photo) is photo
    found = " ".join(lines_of(read_scan(photo, "fra", engines))).split()
    assert sum(word in found for word in " ".join(LINES).split()) > 30


def test_a_clean_page_is_read_once_and_not_flagged(tmp_path, engines):
    scan = read_scan(scan_of_text(tmp_path), "fra", engines)
    assert engines.readings == 1
    assert not scan.hardly_readable


def test_a_thorough_reading_looks_twice(tmp_path, engines):
    scan = read_scan(scan_of_text(tmp_path), "fra", engines, thorough=True)
    assert engines.readings == 2
    assert lines_of(scan)[0] == LINES[0]


def test_two_columns_stay_two_columns(tmp_path, engines):
    page = canvas(tmp_path / "columns.pdf", A4)
    page.setFont("Helvetica", 12)
    for left in (50, 320):
        for number, line in enumerate(LINES * 3):
            page.drawString(left, 780 - 18 * number, line)
    page.setFillGray(0.43)
    page.rect(50, 300, 240, 24, stroke=0, fill=1)
    page.setFillGray(0.05)
    page.setFont("Helvetica-Bold", 13)
    page.drawString(56, 307, "SUITE DU FEUILLET")
    page.showPage()
    page.save()
    scan = read_scan(picture_of(tmp_path / "columns.pdf"), "fra", engines)
    wanted = " ".join((*LINES * 3, "SUITE DU FEUILLET", *LINES * 3)).split()
    assert " ".join(lines_of(scan)).split() == wanted


def test_dark_uneven_paper_is_made_white(tmp_path, engines):
    image = scan_of_text(tmp_path)
    shade = Image.linear_gradient("L").resize(image.size).point([90 + n // 3 for n in range(256)])
    faint = shade.point([max(level - 25, 0) for level in range(256)])
    dark = Image.composite(shade, faint, image)
    assert is_dark(dark)
    assert not is_dark(image)
    white = evened(dark)
    assert min(white.getpixel((5, 5)), white.getpixel((5, image.height - 5))) > 230
    found = " ".join(lines_of(read_scan(white, "fra", engines))).split()
    wanted = " ".join(LINES).split()
    assert sum(word in found for word in wanted) > 0.95 * len(wanted)


def on_dark_paper(page, *, ink=80, grain=0.12):
    """A page as a copier with a worn drum gives it: paper from grey to dark, ink darker by `ink`
    levels, and grain over all of it."""
    paper = Image.linear_gradient("L").resize(page.size).point([190 - n // 3 for n in range(256)])
    inked = paper.point([max(level - ink, 0) for level in range(256)])
    noise = random.Random(4).randbytes(page.width * page.height)
    grains = Image.frombytes("L", page.size, noise).filter(ImageFilter.BoxBlur(1))
    return Image.blend(Image.composite(paper, inked, page), grains, grain)


@pytest.mark.parametrize("ink", [50, 80])
def test_no_paragraph_of_a_dark_page_is_lost(tmp_path, engines, ink):
    lines = [f"{LINES[n % 8]} {LINES[(n + 3) % 8]}" for n in range(40)]
    page = canvas(tmp_path / "page.pdf", A4)
    page.setFont("Times-Roman", 11)
    for number, line in enumerate(lines):
        page.drawString(60, 790 - 18 * number, line)
    page.showPage()
    page.save()
    image = picture_of(tmp_path / "page.pdf").filter(ImageFilter.GaussianBlur(1))
    dark = on_dark_paper(image, ink=ink)
    wanted = Counter(" ".join(lines).split())
    plainly = Engines.read(engines, dark, "fra")
    engines.readings = 0
    found = read_scan(dark, "fra", engines)
    assert (wanted - Counter(word.text for word in plainly.words)).total() > 200
    assert (wanted - Counter(word.text for word in found.text.words)).total() < 10
    assert engines.readings == 1


def test_a_dark_page_with_nothing_on_it_is_blank(engines):
    assert read_scan(on_dark_paper(Image.new("L", (1240, 1754), 255)), "fra", engines).blank


def scribble(seed):
    """Lines of loops, as of a hurried hand."""
    dice = random.Random(seed)
    image = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(image)
    for line in range(18):
        x, y = 120.0, 160.0 + 80 * line
        while x < 1100:
            stroke = [(x, y)]
            for _ in range(dice.randint(5, 14)):
                x += dice.uniform(2, 14)
                stroke.append((x, y + dice.uniform(-26, 12)))
            draw.line(stroke, fill=40, width=3, joint="curve")
            x += dice.uniform(14, 34)
    return image


@pytest.mark.parametrize("seed", [1, 2])
def test_a_scribbled_page_is_hardly_readable(engines, seed):
    assert read_scan(scribble(seed), "fra", engines).hardly_readable


def test_a_photograph_is_hardly_readable(engines):
    noise = Image.effect_noise((207, 292), 120).resize((827, 1167), Image.Resampling.BICUBIC)
    assert read_scan(noise, "fra", engines).hardly_readable
