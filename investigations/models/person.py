from django.contrib.auth.models import AbstractUser
from guardian.mixins import GuardianUserMixin


class Person(GuardianUserMixin, AbstractUser):
    """Somebody with an account. What they may open is said by grants alone."""
