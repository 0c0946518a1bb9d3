from django.urls import path

from casefiles.tus import views as tus
from casefiles.views import (
    access,
    again,
    casefile,
    comparison,
    files,
    investigation,
    notes,
    page,
    texts,
    volume,
)

app_name = "casefiles"

urlpatterns = [
    path("investigations/<uuid:pk>/", investigation.investigation, name="investigation"),
    path("investigations/<uuid:pk>/casefiles/", investigation.create, name="create"),
    path("casefiles/<uuid:pk>/", casefile.detail, name="detail"),
    path("casefiles/<uuid:pk>/progress/", casefile.progress_fragment, name="progress"),
    path("casefiles/<uuid:pk>/volumes/", casefile.upload, name="upload"),
    path("casefiles/<uuid:pk>/uploads/", tus.create, name="upload-create"),
    path("uploads/<uuid:pk>/", tus.upload_bytes, name="upload-bytes"),
    path("casefiles/<uuid:pk>/retry/", casefile.retry, name="retry"),
    path("casefiles/<uuid:pk>/again/", again.again, name="again"),
    path("casefiles/<uuid:pk>/to-check/", again.to_check, name="to-check"),
    path("casefiles/<uuid:pk>/access/", access.access, name="access"),
    path("casefiles/<uuid:pk>/seal/", access.seal, name="seal"),
    path("casefiles/<uuid:pk>/notes/", notes.note_list, name="notes"),
    path("casefiles/<uuid:pk>/compare/", comparison.compare, name="compare"),
    path("comparisons/<uuid:pk>/", comparison.comparison, name="comparison"),
    path("comparisons/<uuid:pk>/pair/", comparison.pair, name="comparison-pair"),
    path("comparisons/<uuid:pk>/list.csv", comparison.as_csv, name="comparison-csv"),
    path("comparisons/<uuid:pk>/notes/", comparison.carry, name="comparison-carry"),
    path("casefiles/<uuid:pk>/pages/", page.go, name="go"),
    path("casefiles/<uuid:pk>/pages/<int:number>/", page.page, name="page"),
    path("casefiles/<uuid:pk>/pages/<int:number>/image/", files.page_image, name="page-image"),
    path("casefiles/<uuid:pk>/pages/<int:number>/strip/", files.page_strip, name="page-strip"),
    path("casefiles/<uuid:pk>/pages/<int:number>/text/", page.page_text, name="page-text"),
    path("casefiles/<uuid:pk>/pages/<int:number>/texts/", texts.texts, name="page-texts"),
    path("casefiles/<uuid:pk>/pages/<int:number>/texts/edit/", texts.edit, name="text-edit"),
    path("casefiles/<uuid:pk>/pages/<int:number>/texts/use/", texts.use, name="text-use"),
    path(
        "casefiles/<uuid:pk>/pages/<int:number>/texts/include/",
        texts.include,
        name="text-include",
    ),
    path("casefiles/<uuid:pk>/pages/<int:number>/notes/", notes.create, name="note-create"),
    path("notes/<uuid:pk>/", notes.edit, name="note-edit"),
    path("notes/<uuid:pk>/delete/", notes.delete, name="note-delete"),
    path("volumes/<uuid:pk>/original/", files.original, name="original"),
    path("volumes/<uuid:pk>/reopen/", volume.reopen, name="reopen"),
]
