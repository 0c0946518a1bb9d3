"""What a query means, page by page: the slow, plain matcher that every engine must agree with."""

from itertools import permutations

from search.analysis import analyse
from search.query.asks import All, Among, AnyOf, Close, Form, Forms, Sequence, Start, Stem
from search.query.resolve import resolve


def matching(texts, query, language="fr"):
    """The numbers of the pages (number -> text) that answer a query."""
    return answering(texts, resolve(query, language), language)


def answering(texts, ask, language="fr"):
    """The numbers of the pages (number -> text) that answer an ask."""
    return {n for n, text in texts.items() if answers(n, analyse(text, language), ask)}


def answers(number, tokens, ask):
    match ask:
        case All(wanted, unwanted):
            return all(answers(number, tokens, child) for child in wanted) and not any(
                answers(number, tokens, child) for child in unwanted
            )
        case AnyOf(children):
            return any(answers(number, tokens, child) for child in children)
        case Among(numbers):
            return number in numbers
        case Sequence(parts):
            return any(
                all(
                    any(t.position == token.position + i and fits(t, part) for t in tokens)
                    for i, part in enumerate(parts)
                )
                for token in tokens
            )
        case Close(parts, distance):
            spots = sorted({(t.position, t.form): t for t in tokens}.items())
            return any(
                max(position for (position, _), _ in group)
                - min(position for (position, _), _ in group)
                <= distance
                and all(fits(t, part) for (_, t), part in zip(group, parts, strict=True))
                for group in permutations(spots, len(parts))
            )
    return any(fits(token, ask) for token in tokens)


def fits(token, ask):
    match ask:
        case Form(form):
            return token.form == form
        case Forms(forms):
            return token.form in forms
        case Stem(stem, _):
            return token.stem == stem
        case Start(start):
            return token.form.startswith(start)
