import pytest
from django.utils.translation import override

from search.messages import MESSAGES, REPAIRS, query_message, repair_message
from search.query.errors import Problem, QueryError
from search.query.parse import understand
from search.query.repairs import Fix, Repair


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_sentence_of_its_own(problem):
    told = query_message(QueryError(problem))
    assert told.endswith(".")
    assert {query_message(QueryError(other)) for other in set(Problem) - {problem}}.isdisjoint(
        [told]
    )
    assert MESSAGES.keys() == set(Problem)


@pytest.mark.parametrize("fix", Fix)
def test_every_repair_has_a_sentence_of_its_own(fix):
    told = repair_message(Repair(fix, 0, ""))
    assert told.endswith(".")
    assert [str(message) for message in REPAIRS.values()].count(told) == 1


def test_a_repair_is_told_in_the_language_of_the_reader():
    (repair,) = understand('"sous couvert').repairs
    with override("en"):
        assert "was not closed" in repair_message(repair)


def test_a_value_that_is_not_understood_is_told_what_its_field_takes():
    told = query_message(QueryError(Problem.BAD_VALUE, 0, "source:machin"))
    assert "source:ocr" in told
    assert "date:" not in told
