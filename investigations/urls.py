from django.urls import path

from investigations.views import access, investigations

app_name = "investigations"

urlpatterns = [
    path("investigations/", investigations.investigations, name="list"),
    path("investigations/<uuid:pk>/access/", access.investigation_access, name="access"),
    path("grants/<uuid:pk>/end/", access.end_grant, name="end-grant"),
    path("grants/<uuid:pk>/extend/", access.extend_grant, name="extend-grant"),
]
