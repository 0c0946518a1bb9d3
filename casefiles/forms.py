from __future__ import annotations

from typing import Any

from django import forms

from casefiles.models import Annotation, CaseFile

HAIR = 1e-6  # of the page


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
