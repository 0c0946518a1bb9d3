import pytest

from search.query.errors import Problem, QueryError
from search.query.parse import parse, understand
from search.query.tree import And, Fuzzy, Near, Or, Pattern, Phrase, Prefix, Where, Word

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")


def colour(name, value):
    """The field of these tests: `colour:` takes red and the numbers of its shades."""
    if name != "colour":
        return None
    if value not in ("red", "1..3", "<0.7", "C12*", "dark red", "06 39 98 16 22"):
        raise QueryError(Problem.BAD_VALUE, 99, "elsewhere")
    return Where("colour", value)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("Écrire", Word("Écrire")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a ET b", And((A, B))),
        ("a et b", And((A, Word("et"), B))),
        ("a OR b OU c", Or((A, B, C))),
        ("a ou b", And((A, Word("ou"), B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("a NOT b", And((A,), (B,))),
        ("a AND NOT b", And((A,), (B,))),
        ("a SAUF b", And((A,), (B,))),
        ("a -b", And((A,), (B,))),
        ("-b a", And((A,), (B,))),
        ('a -"b c"', And((A,), (Phrase("b c"),))),
        ("a -(b OR c)", And((A,), (Or((B, C)),))),
        ("a AND (NOT b)", And((A,), (B,))),
        ("a (NOT b NOT c)", And((A,), (Or((B, C)),))),
        ("a NOT NOT b", And((A, B))),
        ("a NOT (NOT b)", And((A, B))),
        ("a OR b NOT c", Or((A, And((B,), (C,))))),
        ("((a))", A),
        ("sous-sol", Word("sous-sol")),
        ("a - b", And((A, B))),
        ("l'exploitation", Word("l'exploitation")),
        ("D1234/2", Word("D1234/2")),
        ("a & b", And((A, B))),
        ('"a b"', Phrase("a b")),
        ("« a b »", Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ('"AND OR ("', Phrase("AND OR (")),
        ('"sous couv*"', Phrase("sous couv*")),
        ('"a b"~5', Near("a b", 5)),
        ("« a b »~12 c", And((Near("a b", 12), C))),
        ('a -"b c"~100', And((A,), (Near("b c", 100),))),
        ('"a b" ~5', And((Phrase("a b"), Word("~5")))),
        ('"" a', A),
        ('a"b"', And((A, Phrase("b")))),
        ("verzo*", Prefix("verzo")),
        ("2017/0*", Prefix("2017/0")),
        ("ab**", Prefix("ab")),
        ("commissa*, b", And((Prefix("commissa"), B))),
        ("w?ld", Pattern("w?ld")),
        ("w*ld", Pattern("w*ld")),
        ("w**ld*", Pattern("w*ld*")),
        ("l'off?cier", Pattern("l'off?cier")),
        ("a -s*l", And((A,), (Pattern("s*l"),))),
        ("qui est Martin ?", And((Word("qui"), Word("est"), Word("Martin")))),
        ("verzot~", Fuzzy("verzot", 1)),
        ("verzot~1 a", And((Fuzzy("verzot", 1), A))),
        ("l'officier~2,", Fuzzy("l'officier", 2)),
        ("est-ce Verzot~1?", And((Word("est-ce"), Fuzzy("Verzot", 1)))),
        ("12~15", Word("12~15")),
        ("=Arrêté", Word("Arrêté", exact=True)),
        ("a -=b", And((A,), (Word("b", exact=True),))),
        ("=06 39 98 16 22", Word("06 39 98 16 22", exact=True)),
        ("a = b", And((A, B))),
        ("le la les", And((Word("le"), Word("la"), Word("les")))),
        ("06 39 98 16 22", Word("06 39 98 16 22", exact=True)),
        ("+33 6 39 98 16 22 a", And((Word("+33 6 39 98 16 22", exact=True), A))),
        ("a -06.39.98.16.22", And((A,), (Word("06.39.98.16.22", exact=True),))),
        ("AB 123 CD OR a", Or((Word("AB 123 CD", exact=True), A))),
        ("a\x00b\x1fc", And((A, B, C))),
    ],
)
def test_it_works(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("colour:red", Where("colour", "red")),
        ("colour:red, a", And((Where("colour", "red"), A))),
        ("colour:1..3 a", And((Where("colour", "1..3"), A))),
        ("colour:<0.7", Where("colour", "<0.7")),
        ("colour:C12*", Where("colour", "C12*")),
        ('colour:"dark red" a', And((Where("colour", "dark red"), A))),
        ("colour:« dark red »", Where("colour", "dark red")),
        ("colour:06 39 98 16 22 a", And((Where("colour", "06 39 98 16 22"), A))),
        ("a -colour:red", And((A,), (Where("colour", "red"),))),
        ("(colour:red OR a)", Or((Where("colour", "red"), A))),
        ("=colour:red", Word("colour:red", exact=True)),
        ("14:30", Word("14:30")),
        ("http://a.example/b?c=d", Word("http://a.example/b?c=d")),
        ("Objet: a", And((Word("Objet:"), A))),
        ("a:b", Word("a:b")),
    ],
)
def test_fields_are_those_of_the_table(text, tree):
    understood = understand(text, colour)
    assert (understood.tree, understood.repairs) == (tree, ())


def test_the_fields_of_the_house_are_known():
    assert isinstance(parse("date:2024-03..2024-05"), Where)
    assert parse("cote:D12") == parse("COTE:d12")
    assert parse("a -page:3").unwanted == (parse("page:3"),)


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", Problem.NOTHING_TO_SEARCH, 0),
        ("   ", Problem.NOTHING_TO_SEARCH, 0),
        ("~ … 🙂", Problem.NOTHING_TO_SEARCH, 0),
        ('""', Problem.NOTHING_TO_SEARCH, 0),
        ('"', Problem.NOTHING_TO_SEARCH, 0),
        ("*", Problem.NOTHING_TO_SEARCH, 0),
        ("()", Problem.NOTHING_TO_SEARCH, 0),
        (")", Problem.NOTHING_TO_SEARCH, 0),
        ("AND", Problem.NOTHING_TO_SEARCH, 0),
        ('"" AND', Problem.NOTHING_TO_SEARCH, 0),
        ("NOT a", Problem.ONLY_NEGATION, 0),
        ("-a -b", Problem.ONLY_NEGATION, 0),
        ("a OR NOT b", Problem.ONLY_NEGATION, 5),
        ("-colour:red", Problem.ONLY_NEGATION, 0),
        ("a colour:blue b", Problem.BAD_VALUE, 2),
        ('a colour:"dark blue"', Problem.BAD_VALUE, 2),
        ("colour:3..1", Problem.BAD_VALUE, 0),
        ("a" * 1001, Problem.TOO_LONG, 1000),
        ("a " * 5000, Problem.TOO_LONG, 1000),
        ("(" * 60 + "a" + ")" * 60, Problem.TOO_DEEP, 20),
        ("(" * 60 + "a", Problem.TOO_DEEP, 20),
        (" OR ".join(["a"] * 101), Problem.TOO_MANY_TERMS, 500),
        ('"' + "a " * 101 + '"', Problem.TOO_MANY_TERMS, 0),
        (" OR ".join(["a"] * 300), Problem.TOO_LONG, 1000),
    ],
)
def test_refusals_say_what_and_where(text, code, position):
    with pytest.raises(QueryError) as caught:
        understand(text, colour)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert len(caught.value.fragment) <= 40


@pytest.mark.parametrize("text", ["page:abc", "date:2024-05..2024-03", "page:20..10", "source:x"])
def test_a_value_that_a_field_cannot_take_is_refused_with_the_piece(text):
    with pytest.raises(QueryError) as caught:
        parse(f"a {text} b")
    error = caught.value
    assert (error.code, error.position, error.fragment) == (Problem.BAD_VALUE, 2, text)


def test_the_deepest_and_the_longest_are_understood():
    assert parse("(" * 20 + "a" + ")" * 20) == A
    assert parse(" ".join(["a"] * 100)) == And((A,) * 100)
    assert parse("a" * 1000) == Word("a" * 1000)


def test_a_tree_cannot_ask_for_what_is_not_there_alone():
    with pytest.raises(ValueError, match="wanted"):
        And((), (A,))
    with pytest.raises(ValueError, match="children"):
        Or(())
