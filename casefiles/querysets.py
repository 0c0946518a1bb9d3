"""Sets of case files and pages, as the screens show them."""

from django.db.models import Count, F, Q, QuerySet

from casefiles.models import CaseFile
from casefiles.states import PageState


def with_counts(case_files: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Each with `page_count`, `searchable_count` and `failed_count`, all in pages."""
    in_the_index = Q(pages__indexed_version=F("pages__text_version"))
    searchable = Q(pages__text_version__gt=0) & in_the_index
    return case_files.annotate(
        page_count=Count("pages"),
        searchable_count=Count("pages", filter=searchable),
        failed_count=Count("pages", filter=Q(pages__state=PageState.FAILED)),
    )
