from django.urls import path

from search.views import home

app_name = "search"

urlpatterns = [
    path("", home.home, name="home"),
]
