"""What people are told about a query that cannot be understood, or was repaired to be."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.fields.table import FIELDS, field_named
from search.query.errors import Problem, QueryError
from search.query.repairs import Fix, Repair

MESSAGES: dict[Problem, Promise] = {
    Problem.NOTHING_TO_SEARCH: _("There is no word to search for. Type a word or a number."),
    Problem.ONLY_NEGATION: _(
        "This only says what must not be there. Add a word that must be there."
    ),
    Problem.TOO_LONG: _("The query is too long. Search for fewer words."),
    Problem.TOO_DEEP: _("There are too many parentheses inside each other."),
    Problem.TOO_MANY_TERMS: _("There are too many words in the query. Search for fewer."),
    Problem.BAD_VALUE: _(
        "This cannot be searched for: what follows the colon is not understood. So it can be"
        " written, for example: %(examples)s."
    ),
}

REPAIRS: dict[Fix, Promise] = {
    Fix.QUOTE_CLOSED: _(
        "The quotation mark was not closed: searched as if the quotation went on to the end."
    ),
    Fix.PARENTHESIS_CLOSED: _(
        "The parenthesis was not closed: searched as if it closed at the end."
    ),
    Fix.PARENTHESIS_DROPPED: _("A parenthesis that closes was never opened: it was left out."),
    Fix.EMPTY_PARENTHESES: _("There was no word in the parentheses: they were left out."),
    Fix.OPERATOR_DROPPED: _(
        "An operator with no word on one of its sides was left out. To search for it as a word,"
        " write it in small letters."
    ),
    Fix.GAP_AT_START: _("A word cannot begin with * or ?: they were left out."),
    Fix.GAP_AT_END: _(
        "The ? was read as a question mark. It stands for a letter only inside a word; at the end,"
        " use *."
    ),
    Fix.PREFIX_TOO_SHORT: _(
        "Fewer than two letters before the * would find nearly every page: the * was left out."
    ),
    Fix.PATTERN_TOO_WIDE: _(
        "Fewer than two letters beside * and ? would find nearly every page: they were left out."
    ),
    Fix.NOT_FUZZY: _(
        "~ works only after a single word of at least three letters: it was left out."
    ),
    Fix.EDITS_CHANGED: _("After a word, ~ takes 1 or 2: the nearest of them was used."),
    Fix.NO_DISTANCE: _(
        "No number of words followed the ~: searched for these words close to each other."
    ),
    Fix.DISTANCE_CHANGED: _(
        "After a quotation, ~ takes a number up to 100 that leaves room for its words: the nearest"
        " was used."
    ),
    Fix.UNKNOWN_FIELD: _("There is no field of this name: searched as words."),
    Fix.EMPTY_FIELD: _(
        "No value followed the colon: searched as a word. Write the value right after it, without a"
        " space."
    ),
}


def query_message(error: QueryError) -> str:
    """The sentence for a query error, in the reader's language; with what its field takes."""
    message = str(MESSAGES[error.code])
    if error.code is not Problem.BAD_VALUE:
        return message
    field = field_named(error.fragment.partition(":")[0])
    examples = field.examples if field else [one.examples[0] for one in FIELDS]
    return message % {"examples": ", ".join(examples)}


def repair_message(repair: Repair) -> str:
    """The sentence for what was repaired, in the reader's language."""
    return str(REPAIRS[repair.code])
