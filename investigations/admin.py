"""Accounts only. No content is registered: the Django admin is no second door."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from investigations.models import Person

admin.site.register(Person, UserAdmin)
