"""Poor copies made even: white paper, and ink as black as the blackest near by.

Tesseract parts ink from paper at one level of grey for the whole page. On a dark page, which is
never evenly dark, that is too much in one corner and too little in the other; and where toner ran
out, half of each letter is lost.
"""

from PIL import Image, ImageChops, ImageFilter, ImageMath

from casefiles.reading import ink

REDUCTION = 8  # 25 dpi of the 200 dpi raster
AROUND = 5  # reduced spots a side: 5 mm
MARGIN = 0.04  # share of each side left out when asking: shadows of the scanner's lid
LIGHT = 215  # level of grey of half of the paper from which a page is not dark
FAINTEST = 30  # levels below the paper: less is no ink, however blank it is around
BLACK = 1.5  # of the ink around, averaged over a spot: what of a stroke becomes all black
STRIP = 512  # rows that are made even at a time, which bounds the memory


def is_dark(image: Image.Image) -> bool:
    """Whether a grey page of about 200 dpi is on dark paper."""
    if min(image.size) < 4 * AROUND * REDUCTION:
        return False
    lightest = _lightest(image)
    across, down = int(lightest.width * MARGIN), int(lightest.height * MARGIN)
    inner = lightest.crop((across, down, lightest.width - across, lightest.height - down))
    return ink.quantile(inner, 0.5) < LIGHT


def evened(image: Image.Image) -> Image.Image:
    """The page on white paper with ink as dark everywhere."""
    if min(image.size) < 4 * AROUND * REDUCTION:
        return image
    median = _lightest(image).filter(ImageFilter.MedianFilter(AROUND))
    paper = median.filter(ImageFilter.BoxBlur(2)).resize(image.size, Image.Resampling.BILINEAR)
    written = ImageChops.subtract(paper, image)
    inkiest = written.reduce(REDUCTION // 2).filter(ImageFilter.MaxFilter(3)).reduce(4)
    near = inkiest.filter(ImageFilter.MaxFilter(AROUND)).filter(ImageFilter.BoxBlur(2))
    near = near.point([max(level, FAINTEST) for level in range(256)])
    return _darkened(written, near.resize(image.size, Image.Resampling.BILINEAR))


def _lightest(image: Image.Image) -> Image.Image:
    """The lightest spot near each: paper, even amid letters."""
    return image.reduce(REDUCTION).filter(ImageFilter.MaxFilter(3))


def _darkened(written: Image.Image, near: Image.Image) -> Image.Image:
    """Black on white, the ink in proportion to the most of it that is near."""
    done = Image.new("L", written.size)
    full = round(255 / BLACK)
    for top in range(0, written.height, STRIP):
        box = (0, top, written.width, min(top + STRIP, written.height))
        strip = ImageMath.lambda_eval(
            lambda given: given["convert"](
                255 - given["min"](given["ink"] * full / given["near"], 255), "L"
            ),
            ink=written.crop(box),
            near=near.crop(box),
        )
        done.paste(strip, (0, top))
    return done
