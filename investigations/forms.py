from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from investigations.models import Investigation, Person
from investigations.roles import Role

UNTIL_FORMAT = "%Y-%m-%dT%H:%M"  # what a datetime-local input sends


class InvestigationForm(forms.ModelForm):
    class Meta:
        model = Investigation
        fields = ["name"]


class UntilField(forms.DateTimeField):
    """An end date that may be left open."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=UNTIL_FORMAT)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("until"))
        super().__init__(required=False, input_formats=[UNTIL_FORMAT], **kwargs)


class GrantForm(forms.Form):
    holder = forms.CharField(
        label=_("person or team"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("role"), choices=Role.choices)
    until = UntilField()
    reason = forms.CharField(label=_("why"), max_length=200, required=False)

    def __init__(self, by: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_holder(self) -> Person | Group:
        """The person of that user name, else the giver's own team of that name.

        Other teams do not exist here: the name of a team may tell of an investigation.
        """
        name = self.cleaned_data["holder"].strip()
        person = Person.objects.filter(username=name, is_active=True).first()
        holder = person or self.by.groups.filter(name=name).first()
        if holder is None:
            raise forms.ValidationError(
                _("Nobody here is called “%(name)s”. Check the user name, or the team's name."),
                params={"name": name},
            )
        return holder


class ExtendForm(forms.Form):
    until = UntilField()
