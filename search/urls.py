from django.urls import path

from search.views import history, home, lists, overview, related, saved, suggest
from search.views.help import how_to

app_name = "search"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/help/", how_to, name="help"),
    path("search/overview/", overview.overview, name="overview"),
    path("search/like/<uuid:pk>/<int:number>/", related.like, name="like"),
    path("search/places/", related.places, name="places"),
    path("search/suggest/", suggest.suggestions, name="suggest"),
    path("search/saved/", saved.saved_searches, name="saved"),
    path("search/saved/save/", saved.save, name="save"),
    path("search/saved/digest/", saved.digest_switch, name="digest"),
    path("search/saved/<uuid:pk>/", saved.run, name="saved-run"),
    path("search/saved/<uuid:pk>/change/", saved.change, name="saved-change"),
    path("search/saved/<uuid:pk>/delete/", saved.delete, name="saved-delete"),
    path("search/saved/<uuid:pk>/take-back/", saved.take_back, name="saved-take-back"),
    path("search/saved/<uuid:pk>/watch/", saved.watch, name="saved-watch"),
    path("search/saved/<uuid:pk>/new/", saved.new, name="saved-new"),
    path("search/saved/<uuid:pk>/seen/", saved.seen, name="saved-seen"),
    path("search/history/", history.past_searches, name="history"),
    path("search/history/keep/", history.switch, name="history-switch"),
    path("search/history/erase/", history.erase, name="history-erase"),
    path("search/lists/", lists.name_lists, name="lists"),
    path("search/lists/new/", lists.create, name="list-create"),
    path("search/lists/<uuid:pk>/", lists.show, name="list"),
    path("search/lists/<uuid:pk>/names.csv", lists.as_csv, name="list-csv"),
    path("search/lists/<uuid:pk>/names.xlsx", lists.as_xlsx, name="list-xlsx"),
    path("search/lists/<uuid:pk>/again/", lists.again, name="list-again"),
    path("search/lists/<uuid:pk>/stop/", lists.stop, name="list-stop"),
    path("search/lists/<uuid:pk>/delete/", lists.delete, name="list-delete"),
]
