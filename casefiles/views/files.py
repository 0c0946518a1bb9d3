"""Files, guarded: the picture of a page, the original of a volume."""

from collections.abc import Callable
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import originals
from casefiles.images import picture_of, size_in_pixels, strip_of
from casefiles.ingest.wanted import want_now
from casefiles.models import Page, Volume
from casefiles.reading.reasons import ReadingError, Reason
from casefiles.reasons import of_page
from casefiles.strips import asked_band
from casefiles.views.seen import note_view
from investigations.access import fetch
from investigations.audit import record
from investigations.http import Request
from investigations.models import AuditEvent

JPEG = "image/jpeg"
PLAIN = "text/plain; charset=utf-8"


@require_safe
def page_image(request: Request, pk: UUID, number: int) -> HttpResponseBase:
    """The picture of a page, a JPEG. A browser may keep it, and must ask each time."""
    page = fetch(request.user, Page, case_file=pk, number=number)
    want_now(page)

    def draw() -> HttpResponseBase:
        drawn = FileResponse(picture_of(page).open("rb"), content_type=JPEG)
        note_view(request, page, "image")
        return drawn

    return _kept_by_browser(request, _etag(page), draw)


@require_safe
def page_strip(request: Request, pk: UUID, number: int) -> HttpResponseBase:
    """A band of the picture of a page, where a search has shown it; kept as the whole picture is.

    That search is in the audit trail, so the strip itself is not noted.
    """
    page = fetch(request.user, Page, case_file=pk, number=number)
    band = asked_band(request.user, page, request.GET)
    if band is None:
        told = _("This strip belongs to no search of yours. Search again.")
        return HttpResponse(told, status=400, content_type=PLAIN)

    def cut() -> HttpResponseBase:
        return HttpResponse(strip_of(page, *band.fractions), content_type=JPEG)

    return _kept_by_browser(request, f"{_etag(page)}-{band.top}-{band.bottom}", cut)


def _etag(page: Page) -> str:
    """The same original, turned alike, at the same size, makes the same picture."""
    width, height = size_in_pixels(page)
    return f"{page.volume.sha256[:32]}-{page.volume_page}-{page.rotation}-{width}x{height}"


def _kept_by_browser(
    request: Request, name: str, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The picture of that name: 304 where the browser has it, 422 where it cannot be made."""
    etag = quote_etag(name)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = make()
        except (ReadingError, OSError) as error:  # the original is missing, the disk is full
            reason = error.code if isinstance(error, ReadingError) else Reason.UNREADABLE
            return HttpResponse(of_page(reason), status=422, content_type=PLAIN)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def original(request: Request, pk: UUID) -> HttpResponseBase:
    """The original of a volume, bit for bit, as a download: never shown by the browser."""
    volume = fetch(request.user, Volume, pk=pk)
    try:
        kept = originals.path_of(volume.sha256).open("rb")
    except FileNotFoundError:
        told = _("The original is missing. Tell the operator: it has to come from the backup.")
        return HttpResponse(told, status=410, content_type=PLAIN)
    record(AuditEvent.Verb.VIEW_ORIGINAL, actor=request.user, target=volume, request=request)
    return FileResponse(
        kept,
        as_attachment=True,
        filename=volume.name,
        content_type="application/octet-stream",
    )
