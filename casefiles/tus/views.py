"""The addresses of the tus protocol. An upload is its sender's alone: to others it is a 404.

The token that guards forms goes in a header, X-CSRFToken, with every request that changes
something.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casefiles.ingest import refusals
from casefiles.models import CaseFile, Upload
from casefiles.originals import gathering
from casefiles.tus import protocol, services
from casefiles.tus.arriving import BLOCK, Busy, Cut, OtherBytes, blocks
from investigations.access import fetch, require
from investigations.http import Request
from investigations.roles import Action

PIECE = 1 << 18  # bytes; what is in hand when a connection is lost goes with it
SILENCE = 30.0  # seconds without a byte, after which a connection counts as lost


@require_http_methods(["POST", "OPTIONS"])
def create(request: Request, pk: UUID) -> HttpResponse:
    """Begin an upload into a case file; its address is in the header Location."""
    if request.method == "OPTIONS":
        return _abilities()
    case_file = fetch(request.user, CaseFile, Action.ADD_VOLUMES, pk=pk)
    try:
        protocol.check_version(request.headers)
        announced = protocol.announced(request.headers)
        if announced.size > settings.MAX_UPLOAD_BYTES:
            told = refusals.sentence(refusals.FILE_TOO_LARGE)
            return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
        upload = services.begin(case_file, announced, by=request.user)
    except protocol.Malformed as error:
        return _malformed(error)
    except services.TooMany:
        told = _("Too many of your files have only partly arrived. Finish or discard some first.")
        return _no(HTTPStatus.TOO_MANY_REQUESTS, told)
    except services.NoRoom:
        return _no(HTTPStatus.INSUFFICIENT_STORAGE, refusals.no_room())
    answer = _yes(HTTPStatus.CREATED, upload)
    answer.headers["Location"] = reverse("casefiles:upload-bytes", args=[upload.pk])
    return answer


@require_http_methods(["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"])
def upload_bytes(request: Request, pk: UUID) -> HttpResponse:
    """One upload: how far it is, more of it, no more of it; GET tells what became of it."""
    if request.method == "OPTIONS":
        return _abilities()
    upload = fetch(request.user, Upload, Action.ADD_VOLUMES, pk=pk)
    if request.method == "HEAD":
        return _how_far(upload)
    try:
        if request.method == "GET":
            return _told(request, upload)
        protocol.check_version(request.headers)
        if request.method == "DELETE":
            services.drop(upload)
            return _yes(HTTPStatus.NO_CONTENT)
        return _more(request, upload)
    except protocol.Malformed as error:
        return _malformed(error)
    except Busy:
        return _no(HTTPStatus.LOCKED, _("Another request is sending this file."))
    except services.NoRoom:
        return _no(HTTPStatus.INSUFFICIENT_STORAGE, refusals.no_room())
    except FileNotFoundError:
        raise Http404 from None


def _abilities() -> HttpResponse:
    return HttpResponse(
        status=HTTPStatus.NO_CONTENT,
        headers={
            "Tus-Resumable": protocol.VERSION,
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": ",".join(protocol.EXTENSIONS),
            "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
        },
    )


def _how_far(upload: Upload) -> HttpResponse:
    answer = _yes(HTTPStatus.OK, upload)
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Upload-Length"] = str(upload.size)
    answer.headers["Upload-Metadata"] = protocol.as_metadata(upload.name)
    return answer


def _more(request: Request, upload: Upload) -> HttpResponse:
    """Take in the bytes of a request; after the last ones the file is made a volume."""
    offset = protocol.offset(request.headers)
    checksum = protocol.checksum(request.headers)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if offset + length > upload.size:
        raise protocol.Malformed("more bytes than were announced")
    try:
        if not upload.settled and length:
            services.take_in(upload, offset, _pieces(request, length), checksum)
        elif offset != upload.offset:
            raise services.WrongOffset
    except services.WrongOffset:
        return _no(HTTPStatus.CONFLICT, _("Another part of this file was expected."))
    except OtherBytes:
        return _no(protocol.CHECKSUM_MISMATCH, _("A part of the file was damaged on its way."))
    except Cut:
        return _no(HTTPStatus.REQUEST_TIMEOUT, _("The connection was lost."))
    if upload.refusal and upload.offset < upload.size:
        return _no(HTTPStatus.UNPROCESSABLE_ENTITY, refusals.sentence(upload.refusal))
    if upload.offset == upload.size:
        # The bytes may have taken an hour, in which much can be taken away.
        require(request.user, Action.ADD_VOLUMES, upload)
        services.finish(upload, request=request)
    answer = _yes(HTTPStatus.NO_CONTENT, upload)
    answer.headers["Upload-Offset"] = str(upload.offset)
    return answer


def _told(request: Request, upload: Upload) -> HttpResponse:
    """What became of an upload; while bytes are missing, the sums of those that are here."""
    if upload.offset == upload.size and not upload.settled:
        services.finish(upload, request=request)
    if upload.volume:
        told = _("Received. Its pages are being counted.")
        return JsonResponse({"state": "received", "name": upload.volume.name, "message": told})
    if upload.refusal:
        return JsonResponse({"state": "refused", "message": refusals.sentence(upload.refusal)})
    sums = blocks(gathering(str(upload.pk)), upload.offset)
    return JsonResponse(
        {"state": "arriving", "offset": upload.offset, "block": BLOCK, "blocks": sums}
    )


def _pieces(request: Request, length: int) -> Iterator[bytes]:
    """The body of a request as it comes. Raises Cut where less comes than was said."""
    # gunicorn would wait for ever for somebody whose train is in a tunnel.
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(SILENCE)
    while length:
        try:
            piece = request.read(min(PIECE, length))
        except OSError:
            raise Cut from None
        if not piece:
            raise Cut
        length -= len(piece)
        yield piece


def _yes(status: HTTPStatus, upload: Upload | None = None) -> HttpResponse:
    answer = HttpResponse(status=status, headers={"Tus-Resumable": protocol.VERSION})
    if upload and not upload.settled:
        answer.headers["Upload-Expires"] = http_date(services.expires_at(upload).timestamp())
    return answer


def _no(status: int, told: str, **headers: Any) -> JsonResponse:
    headers = {"Tus-Resumable": protocol.VERSION, **headers}
    return JsonResponse({"message": told}, status=status, headers=headers)


def _malformed(error: protocol.Malformed) -> JsonResponse:
    answer = _no(error.status, str(error))
    if error.status == protocol.PRECONDITION_FAILED:
        answer.headers["Tus-Version"] = protocol.VERSION
    return answer
