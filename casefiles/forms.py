from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.models import Annotation, CaseFile


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
        super().clean()
        cleaned = self.cleaned_data
        if not {"left", "top", "width", "height"} <= cleaned.keys():
            return cleaned
        left, top = cleaned["left"], cleaned["top"]
        width, height = cleaned["width"], cleaned["height"]
        inside = left >= 0 and top >= 0 and left + width <= 1.000001 and top + height <= 1.000001
        # Written so that NaN, which compares with nothing, is refused too.
        if not (width > 0 and height > 0 and inside):
            raise forms.ValidationError(
                _("The region is not on the page. Draw the rectangle again.")
            )
        return cleaned


class NoteForm(forms.ModelForm):
    """The words of a note, and the version that the writer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Annotation
        fields = ["body", "visibility"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
