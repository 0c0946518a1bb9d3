from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile
from investigations.access import visible
from investigations.models import Person
from search.lists.files import LARGEST, Unreadable
from search.lists.lines import LONGEST_NAME, MOST_NAMES, Line, Refusal, Wrong, read_lines
from search.lists.variants import Ways

LINES_TOLD = 20  # more of them are counted

FILE_MESSAGES: dict[Unreadable, Promise] = {
    Unreadable.TOO_LARGE: _("The file is larger than %(megabytes)s MB. Split it."),
    Unreadable.NO_TEXT: _(
        "This is no text file. In the spreadsheet choose “Save as”, then CSV, and add that file."
    ),
    Unreadable.WHICH_COLUMN: _(
        "The file has several columns, and no heading (“name”, “surname”, “first name”) that says "
        "which holds the names. Its first column is in the box below: check it, then count."
    ),
}


def file_message(why: Unreadable) -> str:
    """The sentence for a file that is not taken."""
    return str(FILE_MESSAGES[why]) % {"megabytes": LARGEST // 1_000_000}


class NameListForm(forms.Form):
    """Names, one a line, and where and how to look for them."""

    title = forms.CharField(label=_("title"), max_length=200, required=False)
    names = forms.CharField(
        label=_("names, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
    )
    surname_first = forms.ChoiceField(
        label=_("how the names are written"),
        choices=[("", _("first name, then surname")), ("1", _("surname, then first name"))],
        required=False,
        help_text=_(
            "A comma (Dupuis, Martin), capitals (DUPUIS Martin) and particles tell it anyway."
        ),
    )
    other_order = forms.BooleanField(
        label=_("also in the other order: Dupuis Martin"), required=False, initial=True
    )
    initials = forms.BooleanField(
        label=_("also with initials: M. Dupuis, which may be somebody else"),
        required=False,
        initial=True,
    )
    tolerant = forms.BooleanField(
        label=_("also as a scanner may have misread them"), required=False, initial=True
    )
    case_files = forms.ModelMultipleChoiceField(
        CaseFile.objects.none(),
        label=_("case files"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: all that you may open, each time the names are counted."),
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[Line] = []
        field = self.fields["case_files"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = visible(person, CaseFile)
        self.may_open_something = field.queryset.exists()

    def clean_names(self) -> str:
        """Sets `lines`; says of each line that cannot be taken what is wrong with it."""
        text: str = self.cleaned_data["names"]
        read = read_lines(text)
        errors = [_told(wrong) for wrong in read.wrong[:LINES_TOLD]]
        if len(read.wrong) > LINES_TOLD:
            more = _("There are %(lines)s more such lines.")
            errors.append(str(more) % {"lines": len(read.wrong) - LINES_TOLD})
        if errors:
            raise forms.ValidationError(errors)
        self.lines = read.lines
        return text

    def clean(self) -> dict[str, Any]:
        """Where nothing can be opened there is nothing to count."""
        cleaned = super().clean() or {}
        if not self.may_open_something:
            raise forms.ValidationError(
                _("There is no case file that you may open yet. Ask an admin to give you access.")
            )
        return cleaned

    def put_first(self, trouble: str) -> None:
        """What is wrong with the file that the names are from, before what is wrong with them."""
        others = [str(error) for error in self.errors.pop("names", ())]
        self.add_error("names", trouble)
        if self["names"].value():
            for error in others:
                self.add_error("names", error)

    @property
    def ways(self) -> Ways:
        """In which ways the names are looked for."""
        cleaned = self.cleaned_data
        return Ways(
            other_order=cleaned["other_order"],
            initials=cleaned["initials"],
            surname_first=bool(cleaned["surname_first"]),
        )

    @property
    def title_or_first_name(self) -> str:
        """What the list is called."""
        given: str = self.cleaned_data["title"]
        if given:
            return given
        first = next(line.text for line in self.lines if not line.remark)
        return first if len(self.lines) == 1 else f"{first} …"[:200]


def _told(wrong: Wrong) -> str:
    if wrong.refusal is Refusal.NO_NAME:
        return str(_("Write or paste at least one name, or add a file with names."))
    if wrong.refusal is Refusal.TOO_MANY:
        told = _("A list takes %(most)s names, these are %(names)s. Make several lists of them.")
        counted = {"most": MOST_NAMES, "names": wrong.length}
        return str(told) % {name: intcomma(n) for name, n in counted.items()}
    told = _("Line %(line)s has %(length)s characters; a name has %(most)s at most.")
    return str(told) % {"line": wrong.line, "length": wrong.length, "most": LONGEST_NAME}
