import pytest

from tests.investigations.clock import Clock


@pytest.fixture
def clock():
    with Clock().on_the_wall() as clock:
        yield clock
