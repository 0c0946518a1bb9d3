from django.urls import path

from casefiles.views import access, casefile, files, investigation, notes, page

app_name = "casefiles"

urlpatterns = [
    path("investigations/<uuid:pk>/", investigation.investigation, name="investigation"),
    path("investigations/<uuid:pk>/casefiles/", investigation.create, name="create"),
    path("casefiles/<uuid:pk>/", casefile.detail, name="detail"),
    path("casefiles/<uuid:pk>/progress/", casefile.progress_fragment, name="progress"),
    path("casefiles/<uuid:pk>/volumes/", casefile.upload, name="upload"),
    path("casefiles/<uuid:pk>/retry/", casefile.retry, name="retry"),
    path("casefiles/<uuid:pk>/access/", access.access, name="access"),
    path("casefiles/<uuid:pk>/seal/", access.seal, name="seal"),
    path("casefiles/<uuid:pk>/notes/", notes.note_list, name="notes"),
    path("casefiles/<uuid:pk>/pages/", page.go, name="go"),
    path("casefiles/<uuid:pk>/pages/<int:number>/", page.page, name="page"),
    path("casefiles/<uuid:pk>/pages/<int:number>/image/", files.page_image, name="page-image"),
    path("casefiles/<uuid:pk>/pages/<int:number>/text/", page.page_text, name="page-text"),
    path("casefiles/<uuid:pk>/pages/<int:number>/notes/", notes.create, name="note-create"),
    path("notes/<uuid:pk>/", notes.edit, name="note-edit"),
    path("notes/<uuid:pk>/delete/", notes.delete, name="note-delete"),
    path("volumes/<uuid:pk>/original/", files.original, name="original"),
]
