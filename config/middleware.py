from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivateResponses:
    """Nothing a person reads here stays in a browser or a proxy unless the view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
