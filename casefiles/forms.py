from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.ingest.again import ALL, numbered
from casefiles.languages import installed, name_of
from casefiles.models import Annotation, CaseFile, Volume
from casefiles.ranges import BadRange, Wrong, ranges
from casefiles.reading.options import Options

HAIR = 1e-6  # of the page

RANGE_MESSAGES = {
    Wrong.EMPTY: _("Say which pages: for example 12-40, 57."),
    Wrong.NO_PAGE: _("“%(part)s” is no page. Write numbers and ranges: for example 12-40, 57."),
    Wrong.BACKWARDS: _("“%(part)s” runs backwards. Write the smaller number first."),
    Wrong.OUTSIDE: _("“%(part)s” is not in this case file: its pages are 1 to %(last)s."),
}


class CaseFileForm(forms.ModelForm):
    class Meta:
        model = CaseFile
        fields = ["name", "languages"]


class RegionForm(forms.ModelForm):
    """A note with its region, in fractions of the upright page."""

    class Meta:
        model = Annotation
        fields = ["body", "visibility", "left", "top", "width", "height"]
        widgets = {"body": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        """A region that is over the edge by a hair, from sums in floating point, ends at it.

        One that is over by more is refused by the constraint of the model.
        """
        super().clean()
        cleaned = self.cleaned_data
        for start, length in (("left", "width"), ("top", "height")):
            if {start, length} <= cleaned.keys():
                room = 1 - cleaned[start]
                if room < cleaned[length] < room + HAIR:
                    cleaned[length] = room
        return cleaned


class NoteForm(forms.ModelForm):
    """The words of a note, and the version that the writer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Annotation
        fields = ["body", "visibility"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}


class TextForm(forms.Form):
    """The text of a page as somebody types it, and the version that they have seen."""

    text = forms.CharField(
        label=_("text of the page"),
        required=False,  # nothing is on the page, or nothing that could be told
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ChosenTextForm(forms.Form):
    """The version of the text in force that was seen, and the text that is to replace it."""

    version = forms.IntegerField(min_value=0)
    text = forms.UUIDField(required=False)


class AgainForm(forms.Form):
    """Which pages of a case file are to be read again, and how."""

    class Which(models.TextChoices):
        NUMBERS = "numbers", _("these pages")
        VOLUME = "volume", _("a whole volume")
        ALL = "all", _("the whole case file")

    class Prefer(models.TextChoices):
        """The values are those of casefiles.reading.options."""

        USUAL = "", _("whichever can be believed")
        OCR = "ocr", _("what is read from the image")
        LAYER = "layer", _("the text of the file")

    which = forms.ChoiceField(
        label=_("what"), choices=Which.choices, widget=forms.RadioSelect, initial=Which.NUMBERS
    )
    numbers = forms.CharField(
        label=_("page numbers"),
        required=False,
        max_length=2000,
        help_text=_("As in 12-40, 57."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": _("page numbers")}),
    )
    volume = forms.ModelChoiceField(
        label=_("volume"),
        queryset=Volume.objects.none(),
        widget=forms.Select(attrs={"aria-label": _("volume")}),
    )
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    prefer = forms.ChoiceField(
        label=_("which text to take"),
        choices=Prefer.choices,
        required=False,
        widget=forms.RadioSelect,
        initial=Prefer.USUAL,
    )
    thorough = forms.BooleanField(
        label=_("more thoroughly"),
        required=False,
        help_text=_("Every way to read a page is tried, however clear it seems. This is slower."),
    )

    def __init__(self, case_file: CaseFile, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.case_file = case_file
        volume = cast("forms.ModelChoiceField[Volume]", self.fields["volume"])
        volume.queryset = case_file.volumes.filter(page_count__gt=0)
        volume.required = self.data.get("which") == self.Which.VOLUME
        languages = cast("forms.MultipleChoiceField", self.fields["languages"])
        languages.choices = [(code, name_of(code)) for code in self._languages()]
        languages.help_text = _("Without a choice: %(languages)s.") % {
            "languages": name_of(case_file.languages)
        }

    def _languages(self) -> list[str]:
        """Those installed, the case file's own first: tesseract tries the first one first."""
        own = self.case_file.languages.split("+")
        return sorted(installed(), key=lambda code: (code not in own, code))

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("which") == self.Which.NUMBERS and "numbers" in cleaned:
            last = self.case_file.pages.count()
            try:
                cleaned["ranges"] = ranges(cleaned["numbers"], last)
            except BadRange as error:
                told = str(RANGE_MESSAGES[error.code]) % {"part": error.part, "last": last}
                self.add_error("numbers", told)
        return cleaned

    def pages(self) -> models.Q:
        """The condition on the pages that were chosen."""
        match self.cleaned_data["which"]:
            case self.Which.NUMBERS:
                return numbered(self.cleaned_data["ranges"])
            case self.Which.VOLUME:
                return models.Q(volume=self.cleaned_data["volume"])
            case _:
                return ALL

    def options(self) -> Options:
        """How they are to be read."""
        chosen = self.cleaned_data
        in_order = [code for code in self._languages() if code in chosen["languages"]]
        return Options("+".join(in_order), chosen["prefer"], chosen["thorough"])
