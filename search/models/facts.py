"""What pages say of themselves, as far as a search asks for it: made from their text, and made
again whenever they are indexed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile, Page
from investigations.models import Guarded


class PageCote(Guarded):
    """The cote stamped on a page: `D1234`, with a folio `D1234/2`."""

    access_path = "case_file"

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # of the page
    letter = models.CharField(max_length=1)
    cote_number = models.PositiveIntegerField()
    folio = models.PositiveIntegerField(null=True)
    suffix = models.CharField(max_length=6, blank=True)  # "bis", "ter"

    class Meta:
        default_permissions = ()
        verbose_name = _("cote")
        indexes = [models.Index(fields=["case_file", "letter", "cote_number"], name="page_cote")]

    def __str__(self) -> str:
        folio = f"/{self.folio}" if self.folio is not None else ""
        suffix = f" {self.suffix}" if self.suffix else ""
        return f"{self.letter}{self.cote_number}{suffix}{folio}"


class PageDay(Guarded):
    """A day that the text of a page names."""

    access_path = "case_file"

    # The indexes below begin with them; one more of each is one more to be written for every row.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    case_file = models.ForeignKey(
        CaseFile, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()  # of the page
    day = models.DateField()

    class Meta:
        default_permissions = ()
        verbose_name = _("date")
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="page_day")]
        # All that is asked for is in the index: what names a day is read without going to the rows.
        indexes = [models.Index(fields=["case_file", "day", "number"], name="day_of_case_file")]

    def __str__(self) -> str:
        return self.day.isoformat()


class FactsVersion(models.Model):
    """Counts how often facts of a case file were written, and its pairs of copies: what was made
    from them and from its pages under another count is out of date."""

    case_file = models.OneToOneField(
        CaseFile, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    version = models.PositiveBigIntegerField(default=0)
    copies = models.PositiveBigIntegerField(default=0)  # 0: there never were any

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.version)
