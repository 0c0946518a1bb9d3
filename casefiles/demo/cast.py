"""The people, places and numbers of the invented case. None of them exists.

Phone numbers are of the range 06 39 98, which the French regulator (ARCEP) keeps for fiction.
"""

import random
from dataclasses import dataclass, field

TOWNS = (
    "Pontarlac",
    "Saint-Ourcq-les-Bains",
    "Vaurimont",
    "Brécheville",
    "Montfaliac",
    "La Ferté-Douzaine",
)
STREETS = (
    "quai des Tanneurs",
    "rue du Pont-Bascule",
    "impasse du Lavoir",
    "rue des Trois-Enclumes",
    "chemin de la Vieille-Forge",
    "place du Marché-aux-Laines",
    "boulevard du Bassin",
    "venelle Sainte-Cordule",
)
COMPANIES = ("MÉTAUX DU PONANT", "TRANSBASSIN", "COMPTOIR VAURIMONTAIS DE RÉCUPÉRATION")
MEN = ("Gaspard", "Loïc", "Thibault", "Rémi", "Firmin", "Bastien", "Célestin", "Jérémie")
WOMEN = ("Maëlle", "Solange", "Bérénice", "Noémie", "Clothilde", "Françoise", "Léonie", "Gisèle")
SURNAMES = (
    "VAURENARD",
    "LESCOUBLET",
    "MORTAGNIEUX",
    "PÉLICANT",
    "BRAQUEVAL",
    "TOURNEBŒUF",
    "GRISOLLET",
    "CHAMPDAVOINE",
    "ROQUEFEUILLARD",
    "DELACENDRE",
    "FONTANIÈVRE",
    "KERLAOUEZ",
    "MALTRAVERS",
    "SAINTAUBIER",
    "COURTEMANCHE-PRÉ",
    "NAVARIN-LEBEL",
)
ALIASES = ("le Fondeur", "Bec-de-Lièvre", "le Sacristain", "Petit-Poids", "la Clarinette")
RANKS = ("Capitaine de police", "Major de police", "Brigadier-chef", "Lieutenant de police")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of the case, with what the records say about them."""

    first: str
    last: str
    phone: str
    plate: str
    alias: str = ""
    rank: str = ""

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Cast:
    """Everybody and everything that one dossier speaks of."""

    suspects: list[Someone]
    witnesses: list[Someone]
    officers: list[Someone]
    judge: Someone
    towns: list[str]
    streets: list[str] = field(default_factory=lambda: list(STREETS))
    companies: list[str] = field(default_factory=lambda: list(COMPANIES))


def phone(dice: random.Random) -> str:
    """A mobile number that can belong to nobody."""
    return f"06 39 98 {dice.randrange(100):02d} {dice.randrange(100):02d}"


def plate(dice: random.Random) -> str:
    """A plate with the letters SS, which are never given out."""
    last = "".join(dice.choice("ABCDEFGHJKLMNPQRSTVWXYZ") for _ in range(2))
    return f"SS-{dice.randrange(100, 1000)}-{last}"


def cast(dice: random.Random) -> Cast:
    """Draw the people of one dossier."""
    surnames = dice.sample(SURNAMES, len(SURNAMES))
    men, women = dice.sample(MEN, len(MEN)), dice.sample(WOMEN, len(WOMEN))
    aliases = dice.sample(ALIASES, len(ALIASES))

    def someone(first: str, alias: str = "", rank: str = "") -> Someone:
        return Someone(first, surnames.pop(), phone(dice), plate(dice), alias, rank)

    return Cast(
        suspects=[someone(men.pop(), alias=aliases.pop()) for _ in range(4)],
        witnesses=[someone(women.pop()) for _ in range(3)],
        officers=[someone((men, women)[i % 2].pop(), rank=RANKS[i]) for i in range(4)],
        judge=someone(women.pop(), rank="Vice-présidente chargée de l'instruction"),
        towns=dice.sample(TOWNS, len(TOWNS)),
    )
