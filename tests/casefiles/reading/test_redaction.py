import pypdf
import pytest
from pypdf.annotations import Highlight, Rectangle
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

from casefiles.reading.words import unpack
from tests.casefiles.reading.drawing import A6, LINES, canvas, place, scan_of_text, write

NAME = "Églantine Vasseur"
BASELINE = 200  # points from the top


def secret(page, colour=(0, 0, 0)):
    """One line with a name in it, below the usual text."""
    page.setFont("Helvetica", 14)
    page.setFillColorRGB(*colour)
    page.drawString(40, A6[1] - BASELINE, "Entendu ce jour")
    page.drawString(150, A6[1] - BASELINE, NAME)
    page.setFillColorRGB(0, 0, 0)


def box(page, colour=(0, 0, 0), **how):
    """Over the name."""
    page.setFillColorRGB(*colour)
    page.rect(147, A6[1] - BASELINE - 4, 130, 18, **{"stroke": 0, "fill": 1} | how)
    page.setFillColorRGB(0, 0, 0)


@pytest.fixture
def drawn(tmp_path):
    """A page of text, then what each of the steps draws on it."""

    def draw(*steps):
        page = canvas(tmp_path / "page.pdf")
        write(page, LINES[:5])
        for step in steps:
            step(page)
        page.showPage()
        page.save()
        return tmp_path / "page.pdf"

    return draw


def hidden_in(reading):
    return [other for other in reading.others if other.source == "hidden"]


def assert_hides_the_name(reading):
    (hidden,) = hidden_in(reading)
    assert hidden.text == NAME
    assert len(unpack(hidden.boxes)) == 2
    assert NAME.split()[1] not in reading.text
    assert len(reading.text.split()) == len(unpack(reading.boxes))
    assert "Entendu ce jour" in reading.text
    assert reading.text.startswith("\n".join(LINES[:5]))


def assert_shows_the_name(reading):
    assert reading.others == ()
    assert NAME in reading.text


def test_it_works(read, drawn):
    assert_hides_the_name(read(drawn(secret, box)))


def test_the_boxes_of_what_is_hidden_are_where_it_is(read, drawn):
    (hidden,) = hidden_in(read(drawn(secret, box)))
    first, last = unpack(hidden.boxes)
    assert first.left == pytest.approx(150 / A6[0], abs=0.01)
    assert first.top < BASELINE / A6[1] < first.top + first.height
    assert last.left > first.left


@pytest.mark.parametrize(
    "colour", [(1, 1, 1), (0.5, 0.5, 0.5), (0.8, 0, 0)], ids=["white", "grey", "red"]
)
def test_a_box_of_any_colour_hides(read, drawn, colour):
    assert_hides_the_name(read(drawn(secret, lambda page: box(page, colour))))


def test_black_text_on_a_black_box_is_hidden(read, drawn):
    assert_hides_the_name(read(drawn(box, secret)))


def test_text_in_the_colour_of_paper_is_hidden(read, drawn):
    page = drawn(lambda page: secret(page, (1, 1, 1)))
    (hidden,) = hidden_in(read(page))
    assert hidden.text == f"Entendu ce jour {NAME}"


def test_text_that_is_never_drawn_is_hidden(read, drawn):
    def invisible(page):
        text = page.beginText(40, A6[1] - BASELINE)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 14)
        text.textLine(NAME)
        page.drawText(text)

    (hidden,) = hidden_in(read(drawn(invisible)))
    assert hidden.text == NAME


def test_a_label_upon_the_box_stays(read, drawn):
    def label(page):
        page.setFillColorRGB(1, 1, 1)
        page.setFont("Helvetica", 12)
        page.drawString(170, A6[1] - BASELINE, "art. 41")

    reading = read(drawn(secret, box, label))
    (hidden,) = hidden_in(reading)
    assert hidden.text == NAME
    assert "art. 41" in reading.text


def test_a_box_in_a_form_hides(read, drawn):
    def form(page):
        page.beginForm("veil")
        box(page)
        page.endForm()
        page.doForm("veil")

    assert_hides_the_name(read(drawn(secret, form)))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_hides_as_well(read, drawn, tmp_path, rotation):
    writer = pypdf.PdfWriter(clone_from=drawn(secret, box))
    writer.pages[0].rotate(rotation)
    writer.write(tmp_path / "turned.pdf")
    assert_hides_the_name(read(tmp_path / "turned.pdf"))


def annotated(path, annotation):
    writer = pypdf.PdfWriter(clone_from=path)
    writer.add_annotation(0, annotation)
    writer.write(path)
    return path


def over_the_name():
    return (147, A6[1] - BASELINE - 4, 277, A6[1] - BASELINE + 14)


def test_a_box_drawn_as_a_note_hides(read, drawn):
    black = Rectangle(rect=over_the_name(), interior_color="000000")
    assert_hides_the_name(read(annotated(drawn(secret), black)))


def test_a_redaction_that_was_not_applied_hides(read, drawn):
    left, bottom, right, top = map(FloatObject, over_the_name())
    marked = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Redact"),
            NameObject("/Rect"): ArrayObject([left, bottom, right, top]),
        }
    )
    assert_hides_the_name(read(annotated(drawn(secret), marked)))


def test_a_marker_does_not_hide(read, drawn):
    left, bottom, right, top = map(FloatObject, over_the_name())
    corners = [left, top, right, top, left, bottom, right, bottom]
    yellow = Highlight(
        rect=over_the_name(), quad_points=ArrayObject(corners), highlight_color="ffff00"
    )
    assert_shows_the_name(read(annotated(drawn(secret), yellow)))


def test_white_text_on_a_black_header_is_seen(read, drawn):
    assert_shows_the_name(read(drawn(box, lambda page: secret(page, (0.99, 0.99, 0.99)), rest)))


def rest(page):
    """The words before the name in black once more, for they were written white on white."""
    page.setFont("Helvetica", 14)
    page.drawString(40, A6[1] - BASELINE, "Entendu ce jour")


def test_a_transparent_box_does_not_hide(read, drawn):
    def glass(page):
        page.saveState()
        page.setFillAlpha(0.3)
        box(page)
        page.restoreState()

    assert_shows_the_name(read(drawn(secret, glass)))


def test_an_empty_frame_does_not_hide(read, drawn):
    assert_shows_the_name(read(drawn(secret, lambda page: box(page, fill=0, stroke=1))))


def test_a_rule_through_a_word_does_not_hide(read, drawn):
    def strike(page):
        page.rect(147, A6[1] - BASELINE + 3, 130, 2, stroke=0, fill=1)

    assert_shows_the_name(read(drawn(secret, strike)))


def test_a_box_that_is_clipped_away_does_not_hide(read, drawn):
    def clipped(page):
        page.saveState()
        outline = page.beginPath()
        outline.rect(0, 0, 20, 20)
        page.clipPath(outline, stroke=0)
        box(page)
        page.restoreState()

    assert_shows_the_name(read(drawn(secret, clipped)))


def test_a_box_beside_a_word_does_not_hide(read, drawn):
    def beside(page):
        page.rect(147, A6[1] - BASELINE - 40, 130, 18, stroke=0, fill=1)

    assert_shows_the_name(read(drawn(secret, beside)))


def test_the_word_redacted_under_a_box_is_no_news(read, drawn):
    def label(page):
        page.setFont("Helvetica", 14)
        page.drawString(150, A6[1] - BASELINE, "REDACTED")

    assert hidden_in(read(drawn(label, box))) == []


def test_what_a_scan_has_blacked_out_is_hidden(read, tmp_path):
    image = scan_of_text(tmp_path)
    left, top, scale = 40, 60, 200 / 72
    # The last line, blacked out in the picture and left in the text under it.
    bottom = top + 7 * 22
    image.paste(0, tuple(int(x * scale) for x in (left - 2, bottom - 14, 260, bottom + 5)))
    page = canvas(tmp_path / "scan.pdf")
    text = page.beginText(left, A6[1] - top)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 14, 22)
    for line in LINES:
        text.textLine(line)
    page.drawText(text)
    place(page, image, A6)
    page.showPage()
    page.save()
    reading = read(tmp_path / "scan.pdf")
    (hidden,) = hidden_in(reading)
    assert hidden.text == LINES[7]
    assert "feuillet" not in reading.text
    assert "voiture" in reading.text
