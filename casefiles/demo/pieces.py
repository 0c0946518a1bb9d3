"""The pieces of the dossier: how each kind of record opens, what it says and how it closes."""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass

from casefiles.demo.cast import Cast, Someone, phone
from casefiles.demo.layout import MODERN, OFFICE, TYPEWRITER, Block, Type
from casefiles.demo.prose import Writer, date, date_in_words

# What the README tells people to search for. It stands in the first audition, which is a scan.
MEMORABLE = (
    "J'ai vu le camion vert décharger onze cloches de bronze dans la cour de la tannerie, "
    "et le chien n'a même pas aboyé."
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A record of the procedure, before it is put on pages."""

    kind: str
    face: Type
    scanned: bool
    blocks: list[Block]


@dataclass(slots=True)
class Clerk:
    """Who draws up the pieces: the dice, the people, and the day that the procedure has reached."""

    dice: random.Random
    cast: Cast
    writer: Writer
    moment: datetime.datetime
    drawn_up: int = 0

    def next_day(self) -> None:
        """Go on to the day and the hour of the next piece."""
        days, minutes = self.dice.randrange(1, 9), self.dice.randrange(7 * 60, 19 * 60)
        midnight = self.moment.replace(hour=0, minute=0)
        self.moment = midnight + datetime.timedelta(days=days, minutes=minutes)
        self.drawn_up += 1

    def paragraphs(self, kind: str, count: int) -> list[Block]:
        """Sentences of one kind, a paragraph each."""
        return [Block(text) for text in self.writer.sentences(kind, count, self.moment)]


def _heading(clerk: Clerk, title: str, *, office: str) -> list[Block]:
    number = f"{clerk.moment.year}/{4000 + 17 * clerk.drawn_up:06d}"
    return [
        Block("RÉPUBLIQUE FRANÇAISE", bold=True, centred=True, space=0),
        Block(office, centred=True, space=1.5),
        Block(f"PROCÈS-VERBAL N° {number}", bold=True, space=0),
        Block(f"OBJET : {title}", bold=True, space=1.5),
    ]


def _opening(clerk: Clerk, officer: Someone) -> Block:
    town = clerk.cast.towns[0]
    return Block(
        f"{date_in_words(clerk.moment)}, Nous, {officer.name}, {officer.rank}, officier de police "
        f"judiciaire en résidence à {town}, agissant en vertu de la commission rogatoire délivrée "
        f"par {clerk.cast.judge.name}, {clerk.cast.judge.rank.lower()}, rapportons ce qui suit :"
    )


def _closing(clerk: Clerk, officer: Someone) -> list[Block]:
    end = clerk.moment + datetime.timedelta(minutes=clerk.dice.randrange(50, 200))
    return [
        Block(
            f"De tout quoi avons rédigé le présent procès-verbal, clos le {date(end)} à "
            f"{end.hour} heures {end.minute:02d}, que nous signons avec l'officier en second.",
            space=1.5,
        ),
        Block(f"{officer.rank} {officer.name}", space=0),
    ]


def _hour_by_hour(clerk: Clerk, count: int) -> list[Block]:
    """What was observed, in the order of the clock, which goes on meanwhile."""
    blocks = []
    for _ in range(count):
        clerk.moment += datetime.timedelta(minutes=clerk.dice.randrange(3, 45))
        hour = f"{clerk.moment.hour} heures {clerk.moment.minute:02d}"
        blocks.append(Block(clerk.writer.sentence("surveillance", clerk.moment, heure=hour)))
    return blocks


def surveillance(clerk: Clerk) -> Piece:
    officer = clerk.dice.choice(clerk.cast.officers)
    place = f"{clerk.dice.choice(clerk.cast.streets)} à {clerk.cast.towns[1]}"
    blocks = [
        *_heading(clerk, f"surveillance, {place}", office="DIRECTION DE LA POLICE JUDICIAIRE"),
        _opening(clerk, officer),
        *_hour_by_hour(clerk, clerk.dice.randrange(9, 14)),
        *_closing(clerk, officer),
    ]
    return Piece("surveillance", TYPEWRITER, True, blocks)


def audition(clerk: Clerk) -> Piece:
    officer = clerk.dice.choice(clerk.cast.officers)
    heard = clerk.dice.choice(clerk.cast.suspects + clerk.cast.witnesses)
    blocks = [
        *_heading(clerk, f"audition de {heard.name}", office="BRIGADE DES RECHERCHES"),
        _opening(clerk, officer),
        Block(
            f"Faisons comparaître devant nous {heard.name}, demeurant "
            f"{clerk.dice.randrange(2, 80)} {clerk.dice.choice(clerk.cast.streets)} à "
            f"{clerk.cast.towns[2]}, joignable au {heard.phone}, qui, serment prêté, déclare :"
        ),
    ]
    if clerk.drawn_up == 2:
        blocks.append(Block("Question : Qu'avez-vous vu cette nuit-là ?", bold=True, space=0.2))
        blocks.append(Block(f"Réponse : {MEMORABLE}"))
    for text in clerk.writer.sentences("audition", clerk.dice.randrange(7, 11), clerk.moment):
        question, answer = text.split(" | ")
        blocks.append(Block(f"Question : {question}", bold=True, space=0.2))
        blocks.append(Block(f"Réponse : {answer}"))
    blocks.append(Block("Lecture faite, persiste et signe avec nous."))
    return Piece("audition", TYPEWRITER, True, [*blocks, *_closing(clerk, officer)])


def wiretap(clerk: Clerk) -> Piece:
    officer, (first, second) = (
        clerk.dice.choice(clerk.cast.officers),
        clerk.dice.sample(clerk.cast.suspects, 2),
    )
    blocks = [
        *_heading(
            clerk,
            f"transcription d'écoutes, ligne {first.phone}",
            office="OFFICE CENTRAL DES INTERCEPTIONS",
        ),
        _opening(clerk, officer),
    ]
    for call in range(clerk.dice.randrange(4, 7)):
        seconds = clerk.dice.randrange(14, 240)
        blocks.append(
            Block(
                f"Communication n° {310 + 9 * clerk.drawn_up + call} - durée {seconds} s - "
                f"appelant {first.phone}, appelé {second.phone}",
                bold=True,
            )
        )
        text = clerk.writer.sentence("ecoute", clerk.moment)
        speakers = (first.last.capitalize(), second.last.capitalize())
        blocks.extend(
            Block(f"{speakers[turn % 2]} : {words}", space=0.1)
            for turn, words in enumerate(text.split(" | "))
        )
        blocks.append(Block("(Fin de la communication.)"))
    return Piece("wiretap", OFFICE, True, [*blocks, *_closing(clerk, officer)])


def search_of_premises(clerk: Clerk) -> Piece:
    officer = clerk.dice.choice(clerk.cast.officers)
    suspect = clerk.dice.choice(clerk.cast.suspects)
    blocks = [
        *_heading(clerk, f"perquisition chez {suspect.name}", office="BRIGADE DES RECHERCHES"),
        _opening(clerk, officer),
        Block(
            f"Nous transportons au domicile de {suspect.name}, en sa présence constante, et "
            "procédons à la perquisition des lieux, pièce après pièce."
        ),
        *clerk.paragraphs("perquisition", clerk.dice.randrange(8, 12)),
        *_closing(clerk, officer),
    ]
    return Piece("search", OFFICE, True, blocks)


def report(clerk: Clerk) -> Piece:
    officer = clerk.dice.choice(clerk.cast.officers)
    blocks = [
        Block("RAPPORT DE SYNTHÈSE", bold=True, centred=True),
        Block(f"{clerk.cast.towns[0]}, le {date(clerk.moment)}", space=0),
        Block(f"{officer.rank} {officer.name}", space=0),
        Block(f"à {clerk.cast.judge.name}, {clerk.cast.judge.rank.lower()}", space=2),
    ]
    for number, title in enumerate(("Origine de l'enquête", "Investigations", "Perspectives"), 1):
        blocks.append(Block(f"{number}. {title}", bold=True))
        blocks.extend(clerk.paragraphs("rapport", clerk.dice.randrange(4, 7)))
    return Piece("report", MODERN, False, blocks)


def request(clerk: Clerk) -> Piece:
    officer = clerk.dice.choice(clerk.cast.officers)
    blocks = [
        Block("RÉQUISITION JUDICIAIRE", bold=True, centred=True, space=1.5),
        Block(f"Fait à {clerk.cast.towns[0]}, le {date(clerk.moment)}"),
        Block(
            f"Nous, {officer.name}, {officer.rank.lower()}, vu les articles 77-1-1 et suivants du "
            "code de procédure pénale, prions et au besoin requérons le destinataire :"
        ),
        *clerk.paragraphs("requisition", 6),
        Block("Les réponses seront adressées sous pli fermé, sans délai et sans copie."),
    ]
    return Piece("request", OFFICE, False, blocks)


def expert_opinion(clerk: Clerk) -> Piece:
    blocks = [
        Block("LABORATOIRE DES MÉTAUX ANCIENS", bold=True, centred=True, space=0),
        Block(f"Rapport d'expertise du {date(clerk.moment)}", centred=True, space=2),
        *clerk.paragraphs("expertise", 9),
        Block("Je jure avoir accompli ma mission en mon honneur et en ma conscience."),
    ]
    return Piece("expert opinion", MODERN, False, blocks)


def call_records(clerk: Clerk, *, scanned: bool) -> Piece:
    line = clerk.dice.choice(clerk.cast.suspects)
    moment, rows = clerk.moment.replace(hour=0, minute=3), []
    for _ in range(24):
        moment += datetime.timedelta(minutes=clerk.dice.randrange(4, 95))
        other = clerk.dice.choice([phone(clerk.dice), *(one.phone for one in clerk.cast.suspects)])
        direction = clerk.dice.choice(("sortant", "entrant", "SMS"))
        cells = (
            f"{moment:%d/%m/%Y}",
            f"{moment:%H:%M}",
            direction,
            other,
            "-" if direction == "SMS" else f"{clerk.dice.randrange(2, 900)} s",
            clerk.dice.choice(clerk.cast.towns),
        )
        rows.append(Block(cells=cells, space=0.1))
    heads = ("Date", "Heure", "Sens", "Correspondant", "Durée", "Cellule")
    blocks = [
        Block(f"FADET - trafic de la ligne {line.phone}", bold=True),
        Block(f"Titulaire déclaré : {line.name}. Annexe au procès-verbal du {date(clerk.moment)}."),
        Block(cells=heads, bold=True, space=0.3),
        *rows,
    ]
    return Piece("call records", MODERN, scanned, blocks)


def call_records_on_paper(clerk: Clerk) -> Piece:
    return call_records(clerk, scanned=True)


def call_records_as_delivered(clerk: Clerk) -> Piece:
    return call_records(clerk, scanned=False)


# The order in which pieces follow each other, again and again until there are enough pages.
ORDER: tuple[Callable[[Clerk], Piece], ...] = (
    request,
    audition,
    call_records_on_paper,
    surveillance,
    wiretap,
    report,
    search_of_premises,
    expert_opinion,
    audition,
    surveillance,
    call_records_as_delivered,
    report,
)
