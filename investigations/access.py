"""The one door: who may do what with which row.

Every view, media response, task result and search asks here and nowhere else. django-guardian
keeps the object permissions; they follow from grants (`investigations.services.grants`). No
answer is cached: a grant that ended is ended for the next question.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from guardian.models import GroupObjectPermission, UserObjectPermission

from investigations.models import Guarded, Investigation, Owned, Person, Sealable
from investigations.roles import Action
from investigations.services.grants import end_due_grants

M = TypeVar("M", bound=Guarded)


def visible(
    person: Person | AnonymousUser, model: type[M], action: Action = Action.VIEW
) -> QuerySet[M]:
    """The rows of a model with which a person may do something, by default open them."""
    end_due_grants()
    rows: QuerySet[M] = model._default_manager.all()
    if not isinstance(person, Person) or not person.is_active:
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
        return Q(pk__in=_granted(person, model, action))
    if issubclass(model, Sealable):
        by_investigation = Q(
            sealed=False, investigation__in=_granted(person, Investigation, action)
        )
        return by_investigation | Q(pk__in=_granted(person, model, action))
    if issubclass(model, Owned):
        return model.rows_open_to(person)
    parent = _model_at(model, model.access_path)
    inside = parent._default_manager.filter(_open_to(person, parent, action)).values("pk")
    return Q(**{f"{model.access_path}__in": inside}) & model.rows_open_to(person)


def _granted(person: Person, model: type[Model], action: Action) -> list[Any]:
    """The keys of the rows on which a grant gives an action, to the person or a team of theirs.

    Neither being a superuser nor a permission on the whole model opens anything. The rows of
    django-guardian are asked directly: with `get_objects_for_user`, which says the same, one
    question to the door took 7.7 ms of processor time instead of 2.8.
    """
    permission = {
        "permission__codename": action.value,
        "content_type": ContentType.objects.get_for_model(model),
    }
    own = UserObjectPermission.objects.filter(user=person, **permission)
    of_teams = GroupObjectPermission.objects.filter(group__user=person, **permission)
    held = own.values_list("object_pk").union(of_teams.values_list("object_pk"))
    return [model._meta.pk.to_python(key) for (key,) in held]


def _model_at(model: type[Guarded], path: str) -> type[Guarded]:
    """The model that a field path leads to."""
    reached: Any = model
    for step in path.split("__"):
        reached = reached._meta.get_field(step).related_model
    return reached
