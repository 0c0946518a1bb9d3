"""Invented French procedure for thousands of pages: Zipf-like names, known words to search for."""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

SENTENCES_A_PAGE = 26  # about 330 words
KINDS_A_PAGE = 5  # templates that a page is made of: each is on about a quarter of the pages
ONSETS = ("b", "br", "ch", "d", "f", "g", "gr", "l", "m", "n", "p", "pl", "r", "s", "t", "tr", "v")
RIMES = ("a", "ai", "an", "e", "eau", "el", "en", "er", "i", "in", "o", "on", "ou", "u", "ure")

TEMPLATES = (
    "Nous nous sommes transportés au {n} rue de {nom}, à {ville}, en compagnie de {nom}.",
    "Le véhicule stationné devant le hangar appartient à la société {nom} et Fils.",
    "{nom} déclare ne pas connaître {nom} et n'avoir jamais loué d'entrepôt à {ville}.",
    "Entendu sur ce point, {nom} indique que la péniche a quitté le canal vers {n} heures.",
    "Constatons la présence de {n} palettes recouvertes d'une bâche, sans marque apparente.",
    "Il ressort des écoutes que {nom} devait recevoir {n} euros en espèces le lendemain.",
    "Disons que la facture numéro {n} de la société {nom} n'a pas été présentée.",
    "Sur interpellation de notre part, l'intéressé reconnaît avoir signé le bordereau.",
    "La perquisition effectuée au domicile de {nom} n'a permis la découverte d'aucune arme.",
    "Plaçons sous scellé numéro {n} un carnet à spirale trouvé dans le tiroir du bureau.",
    "Vu les articles du code de procédure pénale, requérons la communication des relevés.",
    "Le témoin {nom} confirme avoir vu deux hommes décharger des cartons près de l'écluse.",
    "À la question de savoir qui conduisait, {nom} répond qu'il ne s'en souvient plus.",
    "Mentionnons que la surveillance est levée à {n} heures, sans autre événement notable.",
    "Les virements passaient par un compte ouvert à {ville} au nom de la société {nom}.",
    "De tout ce qui précède, avons dressé le présent procès-verbal, clos à {n} heures.",
    "Une photographie du quai est jointe en annexe, ainsi que le plan de la zone portuaire.",
    "{nom} se dit étranger aux faits et souhaite être assisté par un avocat.",
    "L'exploitation du téléphone saisi fait apparaître {n} appels vers un numéro de {ville}.",
    "Rendez-vous avait été pris sous le pont de {nom}, du côté de la gare de {ville}.",
    "Le {jour}, {nom} s'est présenté spontanément au service et a remis une clef.",
    "Vu la réquisition du {jour} adressée à la société {nom}, demeurée sans réponse.",
    "Le contrat signé à {ville} le {jour} portait sur la location du local de {nom}.",
)
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)
FIRST_DAY, DAYS = date(2016, 3, 7), 1100  # what a dossier tells of
# On three pages of a dossier each, whatever its length.
RARE = ("zibeline", "quinquet", "épervière", "chrysalide", "palimpseste", "sycomore")
RARE_SENTENCE = "Sur la table se trouvait une boîte portant le mot {rare}."
RARE_PAGES = 3

QUERIES = {
    "term": ("péniche", "facture", "surveillance", "scellé", "hangar", "avocat"),
    "rare term": RARE,
    "phrase": (
        '"nous nous sommes transportés"',
        '"la zone portuaire"',
        '"sous le pont"',
        '"carnet à spirale"',
        '"plan de la zone"',
        '"code de procédure pénale"',
    ),
    "AND": (
        "péniche AND facture",
        "hangar AND bordereau",
        "scellé AND virements AND avocat",
        "quai AND perquisition",
        "témoin AND péniche",
        "sycomore AND quai",
    ),
    "near": (
        '"péniche canal"~5',
        '"facture société"~8',
        '"hommes cartons"~4',
        '"appels téléphone"~9',
        '"compte société"~7',
        '"carnet tiroir"~6',
    ),
    "fuzzy": ("péniche~1", "factures~1", "scelle~1", "hangars~1", "zibelines~1", "avocats~1"),
    "prefix": ("transp*", "surveil*", "factu*", "perqui*", "photo*", "virem*"),
}


def _day(dice: random.Random) -> str:
    day = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    if dice.random() < 0.4:
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _names(dice: random.Random, count: int) -> list[str]:
    return [
        "".join(dice.choice(ONSETS) + dice.choice(RIMES) for _ in range(dice.randint(2, 4))).title()
        for _ in range(count)
    ]


def page_texts(pages: int, *, seed: int) -> Iterator[str]:
    """The text of each page, paragraphs by line ends. Few names are frequent, most are rare."""
    dice = random.Random(seed)  # noqa: S311 - invented texts
    names = _names(dice, max(200, 3 * pages))
    towns = _names(dice, 60)
    weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(names))))
    step = max(pages // RARE_PAGES, 1)
    for page in range(pages):
        kinds = dice.sample(TEMPLATES, KINDS_A_PAGE)
        sentences = [
            template.replace("{ville}", dice.choice(towns))
            .replace("{n}", str(dice.randint(2, 9999)))
            .replace("{jour}", _day(dice))
            for template in dice.choices(kinds, k=SENTENCES_A_PAGE)
        ]
        filled = [_filled(sentence, dice, names, weights) for sentence in sentences]
        if page % step < len(RARE):
            filled.insert(dice.randrange(len(filled)), RARE_SENTENCE.format(rare=RARE[page % step]))
        yield "\n".join(filled)


def _filled(sentence: str, dice: random.Random, names: list[str], weights: list[float]) -> str:
    while "{nom}" in sentence:
        drawn = dice.choices(names, cum_weights=weights)[0]
        sentence = sentence.replace("{nom}", drawn, 1)
    return sentence
