"""Which pages are copies of which: made from their text as they are indexed, and made again
whenever they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile, Page
from investigations.models import Guarded


class PageSketch(Guarded):
    """The sketch of a version of a page's text, as `search.related.sketches` makes it.

    Not `compared`: whether it is like another one of its case file has not been looked at yet.
    """

    access_path = "case_file"

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    text_version = models.PositiveIntegerField()
    sketch = models.BinaryField()
    compared = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        verbose_name = _("sketch")

    def __str__(self) -> str:
        return f"{self.page_id}"


class CopyPair(Guarded):
    """Two pages of a case file that are one: the same sheet, scanned or copied twice."""

    access_path = "case_file"

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = _("copy")
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="copy_pair")]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}"
