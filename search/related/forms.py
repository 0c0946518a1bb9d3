from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search.related.places import FEWEST, LONGEST, MOST, NoSentence, check


class SentenceForm(forms.Form):
    """A sentence to look for."""

    sentence = forms.CharField(
        label=gettext_lazy("a sentence, or a passage"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the sentence, or paste it from a page."),
            "max_length": gettext_lazy(
                "The passage is too long: at most %(limit_value)d characters."
            ),
        },
    )

    def clean_sentence(self) -> str:
        """The sentence as it was given."""
        sentence = str(self.cleaned_data["sentence"])
        try:
            check(sentence)
        except NoSentence as error:
            raise forms.ValidationError(_message(error)) from None
        return sentence


def _message(error: NoSentence) -> str:
    if not error.is_too_short:
        return _("The passage is too long: at most %(most)d words.") % {"most": MOST}
    told = ngettext(
        "%(words)d word stands in too many places: write at least %(fewest)d.",
        "%(words)d words stand in too many places: write at least %(fewest)d.",
        error.words,
    )
    return told % {"words": error.words, "fewest": FEWEST}
