"""Pages of invented deliveries, as text and as pictures."""

import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from casefiles.comparing.sheets import Sheet

SAID = (
    "le témoin déclare avoir vu un véhicule gris stationné devant le hangar du quai vers minuit "
    "interpellé placé garde perquisition domicile scellé enquête brigade lieutenant transport "
    "compte virement société facture gérant associé téléphone ligne appel relais antenne"
)
WORDS = SAID.split()
FORM = (
    "RELEVÉ DES COMMUNICATIONS de la ligne établi sur réquisition du magistrat instructeur. "
    "Le présent relevé comporte la date l'heure la durée le numéro appelant et le numéro appelé. "
)


def prose(seed: int, length: int = 120) -> str:
    """A text that no other seed has."""
    dice = random.Random(seed)
    return " ".join(
        f"{dice.choice(WORDS)} {dice.randrange(10_000)}"
        if dice.random() < 0.15
        else dice.choice(WORDS)
        for _ in range(length)
    )


def form(seed: int) -> str:
    """A page of a form: all but its numbers is the same on all of them."""
    dice = random.Random(seed)
    rows = " ".join(f"{dice.randrange(10**8):08d} {dice.randrange(10**4):04d}" for _ in range(20))
    return FORM + rows


def misread(text: str, seed: int, rate: float = 0.03) -> str:
    """The text as another OCR run would have it: signs changed, lost, words split."""
    dice = random.Random(seed)
    return "".join(
        dice.choice(("", "e", "i", "1", " ", sign + "'")) if dice.random() < rate else sign
        for sign in text
    )


def sheet(text: str, **attributes) -> Sheet:
    return Sheet(attributes.pop("fingerprint", None), text, **attributes)


def drawing(seed: int, size: tuple[int, int] = (827, 1169)) -> Image.Image:
    """A sheet with marks at places of its own: print, no words that matter."""
    dice = random.Random(seed)
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=20)
    top = dice.randrange(80, 175)
    while top < size[1] - 130:
        words = dice.randrange(2, 12)
        pen.text((100, top), " ".join(dice.choice(WORDS) for _ in range(words)), fill=0, font=font)
        top += dice.choice((28, 28, 28, 73, 120))
    return picture


def scanned(
    picture: Image.Image,
    *,
    skew: float = 0.0,
    scale: float = 1.0,
    black: int = 0,
    white: int = 255,
    shift: tuple[int, int] = (0, 0),
    noise: float = 0.0,
) -> Image.Image:
    """The sheet on another scanner."""
    turned = picture.rotate(
        skew, resample=Image.Resampling.BICUBIC, fillcolor=255, translate=shift
    ).filter(ImageFilter.GaussianBlur(0.6))
    toned = turned.point([round(black + level * (white - black) / 255) for level in range(256)])
    if noise:
        grain = Image.effect_noise(toned.size, noise * 2)
        toned = Image.blend(toned, grain, 0.08)
    return toned.resize((round(toned.width * scale), round(toned.height * scale)))
