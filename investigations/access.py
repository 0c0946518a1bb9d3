"""The one door: who may do what with which row.

Every view, media response, task result and search asks here and nowhere else. django-guardian
keeps the object permissions; they follow from grants (`investigations.services.grants`). No
answer is cached: a grant that ended is ended for the next question. What is cached is how the
question reads in SQL.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateTimeField, IntegerField, Model, Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone
from guardian.models import GroupObjectPermission, UserObjectPermission

from investigations.models import Grant, Guarded, Investigation, Owned, Person, Sealable
from investigations.prepared import Given, Prepared
from investigations.roles import Action
from investigations.services.grants import end_due_grants

M = TypeVar("M", bound=Guarded)

IS_DUE = 0  # in the place of a content type; there is none of that number


def visible(
    person: Person | AnonymousUser, model: type[M], action: Action = Action.VIEW
) -> QuerySet[M]:
    """The rows of a model with which a person may do something, by default open them."""
    rows: QuerySet[M] = model._default_manager.all()
    if not isinstance(person, Person) or not person.is_active:
        end_due_grants()
        return rows.none()
    return rows.filter(_open_to(person, model, action))


def allowed(person: Person | AnonymousUser, action: Action, obj: Guarded) -> bool:
    """Whether a person may do something with a row."""
    return visible(person, type(obj), action).filter(pk=obj.pk).exists()


def require(person: Person | AnonymousUser, action: Action, obj: Guarded) -> None:
    """Let a person do something with a row, or stop here.

    Raises Http404 where the person may not even know of the row, and PermissionDenied where
    they may open it and not do this.
    """
    if allowed(person, action, obj):
        return
    if action != Action.VIEW and allowed(person, Action.VIEW, obj):
        raise PermissionDenied
    raise Http404


def fetch(
    person: Person | AnonymousUser, model: type[M], action: Action = Action.VIEW, **lookup: Any
) -> M:
    """The one row of a lookup, for a person who may do something with it.

    Raises Http404 and PermissionDenied as `require` does; a row that is not there and one
    that the person may not know of take the same way out.
    """
    found = visible(person, model).filter(**lookup).first()
    if found is None:
        raise Http404
    if action != Action.VIEW:
        require(person, action, found)
    return found


def _open_to(person: Person, model: type[Guarded], action: Action) -> Q:
    """The condition on rows of `model` under which `person` may do `action`."""
    if model is Investigation:
        return Q(pk__in=_granted(person, action, model)[model])
    if issubclass(model, Sealable):
        held = _granted(person, action, model, Investigation)
        by_investigation = Q(sealed=False, investigation__in=held[Investigation])
        return by_investigation | Q(pk__in=held[model]) if held[model] else by_investigation
    if issubclass(model, Owned):
        end_due_grants()
        return model.rows_open_to(person)
    path, parent = _decides(person, model)
    inside = parent._default_manager.filter(_open_to(person, parent, action)).values("pk")
    return Q(**{f"{path}__in": inside}) & model.rows_open_to(person)


def _granted(person: Person, action: Action, *models: type[Model]) -> dict[type[Model], list[Any]]:
    """The keys of the rows of each model on which a grant gives an action, to the person or a team
    of theirs. Grants that are due are closed first.

    Neither being a superuser nor a permission on the whole model opens anything.
    """
    held = _held(person, action)
    if any(of_type == IS_DUE for of_type, _ in held):
        end_due_grants()
        held = _held(person, action)
    types = ContentType.objects.get_for_models(*models)
    return {
        model: [
            model._meta.pk.to_python(key) for of_type, key in held if of_type == types[model].pk
        ]
        for model in models
    }


def _held(person: Person, action: Action) -> list[tuple[Any, ...]]:
    """Content type and key of each row on which a permission is held; and `IS_DUE`, where a grant
    is due to be closed."""
    return HELD.rows(person=person.pk, action=action.value, now=timezone.now())


def _question() -> QuerySet[Any, Any]:
    """Of the rows of django-guardian, and of the grants that are due, in one question: each one
    more costs a search as much again."""
    given_to = Given("person", IntegerField())
    action = Given("action", CharField())
    columns = ("content_type_id", "object_pk")
    own = UserObjectPermission.objects.filter(user=given_to, permission__codename=action)
    of_teams = GroupObjectPermission.objects.filter(
        group__user=given_to, permission__codename=action
    )
    due = Grant.objects.due(Given("now", DateTimeField())).order_by()
    return own.values_list(*columns).union(
        of_teams.values_list(*columns), due.values_list(Value(IS_DUE), Value("")), all=True
    )


HELD = Prepared(_question)


def _decides(person: Person, model: type[Guarded]) -> tuple[str, type[Guarded]]:
    """The path to the model whose access decides, and that model. A model on the way that says
    nothing of its own is passed over: else a note would be looked for among the keys of all pages
    that are open."""
    path = model.access_path
    parent = _model_at(model, path)
    while parent.access_path and not parent.rows_open_to(person):
        path, parent = f"{path}__{parent.access_path}", _model_at(parent, parent.access_path)
    return path, parent


def _model_at(model: type[Guarded], path: str) -> type[Guarded]:
    """The model that a field path leads to."""
    reached: Any = model
    for step in path.split("__"):
        reached = reached._meta.get_field(step).related_model
    return reached
