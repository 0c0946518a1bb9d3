"""Sentences of French procedure: templates of `phrases/`, filled from the cast of the case."""

import datetime
import itertools
import random
import re
from functools import cache
from pathlib import Path

from casefiles.demo.cast import Cast, phone, plate

PHRASES = Path(__file__).parent / "phrases"
NO_BREAK = "\u00a0"
SOFT_HYPHEN = "\u00ad"
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit"),
    "dix-neuf",
)
TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante"}
# Where a French word may be broken: before a consonant that a vowel follows (ta-bac, par-tir),
# pairs that are pronounced together staying together (ta-bleau, ma-chine).
VOWEL, CONSONANT = "[aeiouyàâéèêëîïôûœ]", "[bcdfghjklmnpqrstvwxz]"
ONSET = f"(?:[bcdfgptv][lr]|[cpt]h|gn|qu|{CONSONANT})"
TOGETHER = "(?<=[bcdfgptv])[lr]|(?<=[cpt])h|(?<=g)n|(?<=q)u"
BREAK = re.compile(
    f"(?<={VOWEL})(?={ONSET}{VOWEL})|(?<={VOWEL}{CONSONANT})(?!{TOGETHER})(?={ONSET}{VOWEL})"
)
SHORTEST_BROKEN, SHORTEST_PART = 8, 3  # letters


def number(value: int) -> str:
    """A number below sixty in words: 21 is "vingt et un"."""
    if value < len(SMALL):
        return SMALL[value]
    tens, ones = divmod(value, 10)
    if ones == 0:
        return TENS[tens]
    return f"{TENS[tens]} et un" if ones == 1 else f"{TENS[tens]}-{SMALL[ones]}"


def date_in_words(moment: datetime.datetime) -> str:
    """How a record opens: "L'an deux mille dix-neuf, le quatorze mars à neuf heures quinze"."""
    day = "premier" if moment.day == 1 else number(moment.day)
    hour = "une heure" if moment.hour == 1 else f"{number(moment.hour)} heures"
    minute = f" {number(moment.minute)}" if moment.minute else ""
    year = f"deux mille {number(moment.year - 2000)}"
    return f"L'an {year}, le {day} {MONTHS[moment.month - 1]} à {hour}{minute}"


def date(moment: datetime.datetime) -> str:
    """A date as it stands in running text: "14 mars 2019"."""
    day = "1er" if moment.day == 1 else str(moment.day)
    return f"{day} {MONTHS[moment.month - 1]} {moment.year}"


def breakable(word: str) -> str:
    """The word with soft hyphens where it may be broken: none in short words and in names."""
    if len(word) < SHORTEST_BROKEN or not word.islower():
        return word
    end = len(word) - SHORTEST_PART
    places = [at for found in BREAK.finditer(word) if SHORTEST_PART <= (at := found.start()) <= end]
    parts = [word[start:stop] for start, stop in itertools.pairwise([0, *places, len(word)])]
    return SOFT_HYPHEN.join(parts)


def typeset(text: str) -> str:
    """French spaces before ; : ! ? and inside « », and where long words may be broken."""
    text = re.sub(r" (?=[;:?!»])|(?<=«) ", NO_BREAK, text)
    return re.sub(r"\w+", lambda found: breakable(found[0]), text)


@cache
def templates(kind: str) -> tuple[str, ...]:
    """The templates of one kind of record, in the order of their file."""
    return tuple((PHRASES / f"{kind}.txt").read_text(encoding="utf-8").splitlines())


class Slots(dict[str, str]):
    """What a template may ask for, drawn when it asks."""

    def __init__(self, dice: random.Random, cast: Cast, moment: datetime.datetime) -> None:
        super().__init__()
        self.dice = dice
        self.cast = cast
        self.moment = moment

    def __missing__(self, slot: str) -> str:
        dice, cast = self.dice, self.cast
        suspect = dice.choice(cast.suspects)
        earlier = self.moment - datetime.timedelta(days=dice.randrange(3, 90))
        drawn = {
            "suspect": suspect.name,
            "alias": suspect.alias,
            "prenom": suspect.first,
            "temoin": dice.choice(cast.witnesses).name,
            "tel": suspect.phone if dice.random() < 0.6 else phone(dice),
            "plaque": suspect.plate if dice.random() < 0.5 else plate(dice),
            "rue": f"{dice.randrange(1, 90)} {dice.choice(cast.streets)}",
            "societe": dice.choice(cast.companies),
            "montant": f"{dice.randrange(4, 90) * 50:,}".replace(",", NO_BREAK),
            "poids": f"{dice.randrange(140, 2900):,}".replace(",", NO_BREAK),
            "jour": date(earlier),
            "mois": MONTHS[earlier.month - 1],
            "heure": f"{dice.randrange(24)} heures {dice.randrange(1, 60):02d}",
            "scelle": str(dice.randrange(1, 99)),
        }
        drawn["ville"], drawn["ville2"] = dice.sample(cast.towns, 2)
        # Two names in one sentence are two people, and a name and its alias are one.
        for name in ("suspect", "alias", "ville", "ville2"):
            self.setdefault(name, drawn[name])
        return self.setdefault(slot, drawn[slot])


class Writer:
    """Writes sentences of one kind after the other, none twice before all have been used."""

    def __init__(self, dice: random.Random, cast: Cast) -> None:
        self.dice = dice
        self.cast = cast
        self.decks: dict[str, list[str]] = {}

    def sentence(self, kind: str, moment: datetime.datetime, **given: str) -> str:
        """One filled template of that kind; `given` slots are not drawn."""
        deck = self.decks.setdefault(kind, [])
        if not deck:
            deck.extend(self.dice.sample(templates(kind), len(templates(kind))))
        slots = Slots(self.dice, self.cast, moment)
        slots.update(given)
        return deck.pop().format_map(slots)

    def sentences(self, kind: str, count: int, moment: datetime.datetime) -> list[str]:
        """Several of them."""
        return [self.sentence(kind, moment) for _ in range(count)]
