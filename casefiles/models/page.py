from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.models.casefile import CaseFile
from casefiles.models.volume import Volume
from casefiles.states import PageState, TextSource
from investigations.models import Guarded


class PageQuerySet(models.QuerySet["Page"]):
    def without_content(self) -> "PageQuerySet":
        """Rows for lists: neither text nor boxes are fetched."""
        return self.defer("text", "boxes")

    def searchable(self) -> "PageQuerySet":
        """Their text in force is in the index, also while it is being read again."""
        return self.filter(text_version__gt=0, indexed_version=F("text_version"))

    def to_index(self) -> "PageQuerySet":
        """They have text that the index has not."""
        return self.filter(indexed_version__lt=F("text_version"))

    def to_come(self) -> int:
        """How many cannot be found yet and will be. Small indexes tell: no row is read for it."""
        unread = self.filter(state__in=[PageState.WAITING, PageState.READING], text_version=0)
        return unread.count() + self.to_index().exclude(state=PageState.FAILED).count()


class Page(Guarded):
    """One page of a volume: number, image, text, word boxes, and where the text came from.

    `text_version` counts the texts it has had, `indexed_version` says which of them the index
    holds: what is still to do can be told from the row alone.
    """

    access_path = "case_file"

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="pages")
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()  # within the case file, from 1
    volume_page = models.PositiveIntegerField()  # within the volume, from 1

    state = models.CharField(max_length=10, choices=PageState.choices, default=PageState.WAITING)
    reason = models.CharField(max_length=30, blank=True)  # casefiles.reading.reasons.Reason
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=100, blank=True)  # "host:process:thread"
    claimed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    text = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=TextSource.choices, blank=True)
    confidence = models.FloatField(null=True)  # 0 to 1, of OCR only
    # Packed by casefiles.reading.words: the n-th box is that of the n-th word of `text`.
    boxes = models.BinaryField(default=bytes)
    # Handwriting, photographs: what was read may be wrong throughout, and is not searched.
    hardly_readable = models.BooleanField(default=False)
    # How it is to be read where not as usual: casefiles.reading.options.Options, by name.
    options = models.JSONField(default=dict)
    text_by = models.ForeignKey(  # who corrected or chose the text; nobody: the reader
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # When somebody did; never: the reader's next text takes its place. Unlike `text_by` it stays
    # when an account is deleted.
    text_at = models.DateTimeField(null=True)
    text_options = models.JSONField(default=dict)  # how the text in force was read, as `options`
    # Words under black boxes were added to it by an editor.
    with_hidden = models.BooleanField(default=False)
    text_version = models.PositiveIntegerField(default=0)
    indexed_version = models.PositiveIntegerField(default=0)

    width = models.FloatField()  # points, as a reader sees the page once it is upright
    height = models.FloatField()
    rotation = models.PositiveSmallIntegerField(default=0)  # degrees clockwise to upright
    # Of its image, to compare deliveries; made when first needed (casefiles.comparing).
    fingerprint = models.BinaryField(null=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        verbose_name = _("page")
        constraints = [
            models.UniqueConstraint(fields=["case_file", "number"], name="page_number"),
            models.UniqueConstraint(fields=["volume", "volume_page"], name="page_of_volume"),
            models.CheckConstraint(
                condition=Q(rotation__in=[0, 90, 180, 270]), name="page_rotation"
            ),
        ]
        indexes = [
            models.Index(fields=["case_file", "state"]),
            # What facets count, without going to the rows: those hold texts and boxes.
            models.Index(
                fields=["case_file", "volume", "source", "number", "confidence"],
                name="page_kinds",
            ),
            models.Index(
                fields=["case_file"],
                condition=Q(indexed_version__lt=F("text_version")),
                name="page_to_index",
            ),
            models.Index(
                fields=["state"],
                condition=Q(state__in=[PageState.WAITING, PageState.READING]),
                name="page_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"p. {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("casefiles:page", args=[self.case_file_id, self.number])
