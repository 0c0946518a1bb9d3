"""What a query means, page by page: the slow, plain matcher that every engine must agree with."""

from search.analysis import analyse
from search.query.resolve import All, AnyOf, Form, Sequence, Start, Stem, resolve


def matching(texts, query, language="fr"):
    """The numbers of the pages (number -> text) that answer a query."""
    ask = resolve(query, language)
    return {n for n, text in texts.items() if answers(analyse(text, language), ask)}


def answers(tokens, ask):
    match ask:
        case All(wanted, unwanted):
            return all(answers(tokens, child) for child in wanted) and not any(
                answers(tokens, child) for child in unwanted
            )
        case AnyOf(children):
            return any(answers(tokens, child) for child in children)
        case Sequence(parts):
            return any(
                all(
                    any(t.position == token.position + i and fits(t, part) for t in tokens)
                    for i, part in enumerate(parts)
                )
                for token in tokens
            )
    return any(fits(token, ask) for token in tokens)


def fits(token, ask):
    match ask:
        case Form(form):
            return token.form == form
        case Stem(stem, _):
            return token.stem == stem
        case Start(start):
            return token.form.startswith(start)
