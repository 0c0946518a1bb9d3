"""The mail that says how many pages are new, and nothing else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from investigations.models import Grant, Person
from investigations.services.grants import end
from search import tasks
from search.models import SearchHabits
from search.saved import digest, news
from search.saved.watching import look_around
from tests.search.saved.searches import add_page, watched

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example"
    settings.GREFFE_ADDRESS = "https://greffe.example/"


@pytest.fixture
def reader(alix, port):
    """Wants the digest, and has a new page."""
    Person.objects.filter(pk=alix.pk).update(email="alix@example.org")
    alix.refresh_from_db()
    digest.switch(alix, on=True)
    watched(alix)
    add_page(port, "Un quai confidentiel.")
    look_around()
    return alix


def a_day_later():
    SearchHabits.objects.update(digest_at=timezone.now() - timedelta(days=1, seconds=1))


def test_it_works(reader, port):
    tasks.send_digests()
    [sent] = mail.outbox
    assert sent.to == ["alix@example.org"]
    assert "1 " in sent.body
    assert f"https://greffe.example{reverse('search:saved')}" in sent.body


def test_it_holds_numbers_and_a_link_only(reader):
    digest.send_due()
    [sent] = mail.outbox
    told = sent.subject + sent.body
    for secret in ("quai", "Port", "Canal", "confidentiel", "alix", "?q="):
        assert secret not in told
    assert not any(letter.isdigit() for letter in sent.subject)
    assert not sent.alternatives
    assert not sent.attachments


def test_it_is_sent_once_a_day(reader, port):
    assert digest.send_due() == 1
    add_page(port, "Encore un quai.")
    look_around()
    assert digest.send_due() == 0
    a_day_later()
    assert digest.send_due() == 1


def test_what_was_in_one_is_no_reason_for_another(reader):
    digest.send_due()
    a_day_later()
    assert digest.send_due() == 0


def test_it_is_counted_with_the_rights_of_the_moment(reader, port):
    end(Grant.objects.get(person=reader))
    assert digest.send_due() == 0
    assert not mail.outbox


def test_what_was_seen_meanwhile_is_not_in_it(reader):
    saved = reader.saved_searches.get()
    news.note_seen(reader, saved, up_to=news.new_pages(reader).get().pk)
    assert digest.send_due() == 0


def test_it_is_off_until_somebody_wants_it(reader):
    SearchHabits.objects.all().delete()
    assert digest.send_due() == 0


@pytest.mark.parametrize("change", [{"email": ""}, {"is_active": False}])
def test_nothing_is_sent_to_who_cannot_have_it(reader, change):
    Person.objects.filter(pk=reader.pk).update(**change)
    assert digest.send_due() == 0
    assert not mail.outbox


@pytest.mark.parametrize("missing", ["EMAIL_HOST", "GREFFE_ADDRESS"])
def test_an_installation_without_mail_sends_none_and_says_so(client, reader, settings, missing):
    setattr(settings, missing, "")
    assert digest.send_due() == 0
    page = client.get(reverse("search:saved"))
    assert not page.context["digest_is_possible"]
    assert reverse("search:digest") not in page.content.decode()


def test_a_server_that_does_not_answer_is_tried_again(reader, monkeypatch):
    def nobody(*args, **options):
        raise ConnectionRefusedError

    with monkeypatch.context() as away:
        away.setattr(digest, "send_mail", nobody)
        assert digest.send_due() == 0
    assert digest.send_due() == 1


def test_two_who_send_at_once_send_one(reader, monkeypatch):
    write = digest._write

    def beside_another(*given):
        write(*given)
        monkeypatch.setattr(digest, "_write", write)
        digest.send_due()

    monkeypatch.setattr(digest, "_write", beside_another)
    assert digest.send_due() == 1
    assert len(mail.outbox) == 1


def test_it_is_switched_on_the_list(client, reader):
    address = reverse("search:digest")
    assert client.post(address, {"on": "0"}).status_code == 302
    assert not digest.is_wanted(reader)
    client.post(address, {"on": "1"})
    assert digest.is_wanted(reader)
    assert address in client.get(reverse("search:saved")).content.decode()


def test_whatever_goes_wrong_with_one_mail_it_is_tried_again(reader, monkeypatch):
    def broken(*args, **options):
        raise ValueError("no such charset")

    with monkeypatch.context() as once:
        once.setattr(digest, "send_mail", broken)
        assert digest.send_due() == 0
    assert digest.send_due() == 1
