"""What a view of this house is given: the log-in middleware lets nobody else through."""

from django.http import HttpRequest

from investigations.models import Person


class Request(HttpRequest):
    """A request of somebody who is logged in; for annotations only."""

    user: Person
