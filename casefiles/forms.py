from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.models import Annotation, CaseFile

# Of the page, in its fractions, with a hair for sums in floating point; what is over is cut off.
EDGE = 1.000001


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

    def validate_constraints(self) -> None:
        """Nothing more: `clean` has said it in words."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if not {"left", "top", "width", "height"} <= cleaned.keys():
            return cleaned
        left, top = cleaned["left"], cleaned["top"]
        width, height = cleaned["width"], cleaned["height"]
        inside = left >= 0 and top >= 0 and left + width <= EDGE and top + height <= EDGE
        width, height = min(width, 1 - left), min(height, 1 - top)
        # Written so that NaN, which compares with nothing, is refused too.
        if not (width > 0 and height > 0 and inside):
            raise forms.ValidationError(
                _("The region is not on the page. Draw the rectangle again.")
            )
        return cleaned | {"width": width, "height": height}


class NoteForm(forms.ModelForm):
    """The words of a note, and the version that the writer has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Annotation
        fields = ["body", "visibility"]
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}
