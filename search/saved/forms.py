from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from investigations.access import visible
from investigations.models import Investigation, Person
from search.answers import Wanted
from search.models import SavedSearch
from search.saved.state import LONGEST, BadState, read


class SaveForm(forms.ModelForm):
    """A name for a search. `state` is that of the page from which it is saved."""

    state = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)

    class Meta:
        model = SavedSearch
        fields = ["name"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean_state(self) -> Wanted:
        """The search that is to be saved."""
        try:
            return read(self.cleaned_data["state"])
        except BadState:
            raise forms.ValidationError(
                _("This search cannot be saved: make it once more, then save it.")
            ) from None


class ChangeForm(forms.ModelForm):
    """The name of a saved search, and with whom it is shared."""

    class Meta:
        model = SavedSearch
        fields = ["name", "shared_with"]

    def __init__(self, person: Person, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        may_open = visible(person, Investigation)
        shared_with = cast("forms.ModelChoiceField[Investigation]", self.fields["shared_with"])
        shared_with.queryset = may_open
        shared_with.empty_label = str(_("nobody: only you see it"))
        shared_with.help_text = _(
            "Whoever may open the investigation sees the name and the query, and finds with it "
            "what they may open themselves."
        )
