"""What tests are made of. Each has defaults that matter to nobody; a test says what matters."""

from __future__ import annotations

import hashlib
from typing import Any

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from casefiles.models import (
    Annotation,
    CaseFile,
    ComparedPage,
    Comparison,
    Page,
    PageText,
    Upload,
    Volume,
)
from casefiles.originals import gathering
from casefiles.reading.words import Word, compose
from casefiles.states import ComparisonState, PageChange, PageState, TextSource, VolumeState
from investigations.models import Investigation, Person
from search.models import ListState, NameList


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"personne{n}")


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"équipe {n}")


class InvestigationFactory(DjangoModelFactory):
    class Meta:
        model = Investigation

    name = factory.Sequence(lambda n: f"Affaire {n}")


class CaseFileFactory(DjangoModelFactory):
    class Meta:
        model = CaseFile

    investigation = factory.SubFactory(InvestigationFactory)
    name = factory.Sequence(lambda n: f"Dossier {n}")


class VolumeFactory(DjangoModelFactory):
    """A volume whose pages are known, without a file behind it."""

    class Meta:
        model = Volume

    case_file = factory.SubFactory(CaseFileFactory)
    position = factory.LazyAttribute(lambda volume: volume.case_file.volumes.count() + 1)
    name = factory.Sequence(lambda n: f"tome-{n}.pdf")
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    size = 1000
    state = VolumeState.PLANNED


class PageFactory(DjangoModelFactory):
    """A page that has been read: `text` and the boxes of its words, laid out line by line."""

    class Meta:
        model = Page

    case_file = factory.LazyAttribute(lambda page: page.volume.case_file)
    volume = factory.SubFactory(VolumeFactory)
    number = factory.LazyAttribute(lambda page: page.case_file.pages.count() + 1)
    volume_page = factory.LazyAttribute(lambda page: page.volume.pages.count() + 1)
    state = PageState.READ
    text = "Nous étant transportés sur les lieux."
    source = TextSource.OCR
    confidence = 0.93
    text_version = 1
    width = 595.0
    height = 842.0

    @factory.lazy_attribute
    def boxes(self) -> bytes:
        return compose([lines_of(self.text)])[1]


def lines_of(text: str) -> list[list[Word]]:
    """The words of a text on a page, one line below the other."""
    return [
        [
            Word(word, left=0.1 + 0.08 * place, top=0.1 + 0.03 * line, width=0.07, height=0.02)
            for place, word in enumerate(words.split())
        ]
        for line, words in enumerate(text.splitlines())
    ]


class AnnotationFactory(DjangoModelFactory):
    class Meta:
        model = Annotation

    page = factory.SubFactory(PageFactory)
    author = factory.SubFactory(PersonFactory)
    body = "À vérifier."
    left = 0.1
    top = 0.1
    width = 0.3
    height = 0.05


class UploadFactory(DjangoModelFactory):
    """A file on its way: `content` is all of it, of which the first `offset` bytes are here."""

    class Meta:
        model = Upload

    content = b"%PDF-1.7 " + bytes(2000)
    case_file = factory.SubFactory(CaseFileFactory)
    owner = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"tome-{n}.pdf")
    size = factory.LazyAttribute(lambda upload: len(upload.content))
    offset = 0

    @classmethod
    def _build(cls, model_class: Any, *args: Any, content: bytes, **kwargs: Any) -> Upload:
        return super()._build(model_class, *args, **kwargs)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, content: bytes, **kwargs: Any) -> Upload:
        upload = super()._create(model_class, *args, **kwargs)
        path = gathering(str(upload.pk))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[: upload.offset])
        return upload


class PageTextFactory(DjangoModelFactory):
    """A text beside the one in force; by default another way to read the page."""

    class Meta:
        model = PageText

    page = factory.SubFactory(PageFactory)
    source = TextSource.LAYER
    text = "Nous étant transportés sur Ies Iieux."
    width = 595.0
    height = 842.0

    @factory.lazy_attribute
    def boxes(self) -> bytes:
        return compose([lines_of(self.text)])[1]


class NameListFactory(DjangoModelFactory):
    """A list of names that has been counted, without any name."""

    class Meta:
        model = NameList

    owner = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Liste {n}")
    state = ListState.DONE
    touched_at = factory.LazyFunction(timezone.now)


def compared(earlier: Volume, later: Volume, **attributes: Any) -> Comparison:
    """A comparison that is done: page by page the same, as far as both volumes go."""
    given = {"state": ComparisonState.DONE} | attributes
    comparison = Comparison.objects.create(case_file=earlier.case_file, **given)
    comparison.earlier.add(earlier)
    comparison.later.add(later)
    pairs = zip(earlier.pages.order_by("number"), later.pages.order_by("number"), strict=False)
    for before, after in pairs:
        ComparedPage.objects.create(
            comparison=comparison, change=PageChange.SAME, earlier=before, later=after, likeness=1.0
        )
    return comparison


def case_file_with_pages(*texts: str, **attributes: Any) -> CaseFile:
    """A case file of one volume, a page for each text."""
    case_file = CaseFileFactory(**attributes)
    volume = VolumeFactory(case_file=case_file, page_count=len(texts), first_page=1)
    for text in texts:
        PageFactory(volume=volume, text=text)
    return case_file
