"""What people are told about a query that cannot be understood."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.query.errors import Problem, QueryError

MESSAGES: dict[Problem, Promise] = {
    Problem.NOTHING_TO_SEARCH: _("There is no word to search for. Type a word or a number."),
    Problem.ONLY_NEGATION: _(
        "This only says what must not be there. Add a word that must be there."
    ),
    Problem.UNBALANCED_QUOTE: _("A quotation mark is not closed. Close it, or take it out."),
    Problem.UNBALANCED_PARENTHESIS: _(
        "A parenthesis has no partner. Add the other one, or take it out."
    ),
    Problem.OPERATOR_WITHOUT_OPERAND: _(
        "AND, OR and NOT stand between words. Add a word, or write the operator in small letters."
    ),
    Problem.PREFIX_TOO_SHORT: _("Type at least two letters before the *."),
    Problem.MISPLACED_STAR: _("The * can stand only at the end of a word."),
    Problem.TOO_LONG: _("The query is too long. Search for fewer words."),
    Problem.TOO_DEEP: _("There are too many parentheses inside each other."),
    Problem.TOO_MANY_TERMS: _("There are too many words in the query. Search for fewer."),
}


def query_message(error: QueryError) -> str:
    """The sentence for a query error, in the reader's language."""
    return str(MESSAGES[error.code])
