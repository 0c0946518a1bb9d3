"""What the environment says, and what holds where it is silent."""

import runpy
import stat

import pytest

from config.folders import ROOT


@pytest.fixture
def read(monkeypatch, tmp_path):
    """The settings under an environment of one's own."""

    def run(**environment):
        monkeypatch.setenv("GREFFE_DATA", str(tmp_path / "data"))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings.py"))

    return run


def test_it_works(read, tmp_path):
    settings = read()
    data = tmp_path / "data"
    assert settings["DATABASES"]["default"]["NAME"] == str(data / "greffe.sqlite3")
    for folder in ("ORIGINALS", "IMAGES", "INDEXES", "INCOMING"):
        assert settings[folder].parent == data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "incoming").stat().st_mode) == 0o700


def test_what_is_silent_is_safe(read):
    settings = read()
    assert settings["DEBUG"] is False
    assert "*" not in settings["ALLOWED_HOSTS"]
    assert settings["CELERY_TASK_ACKS_LATE"] is True
    assert settings["CELERY_BROKER_URL"].startswith("redis+socket:///")
    assert settings["SESSION_COOKIE_HTTPONLY"] is True


def test_the_key_is_made_once(read, tmp_path):
    first = read()["SECRET_KEY"]
    assert len(first) >= 50
    assert read()["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_is_given_is_not_kept(read, tmp_path):
    assert read(SECRET_KEY="given")["SECRET_KEY"] == "given"
    assert not (tmp_path / "data" / "secret_key").exists()


def test_writers_queue_up_in_sqlite(read):
    options = read()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 20
    assert "journal_mode=WAL" in options["init_command"]


def test_another_database(read):
    database = read(DATABASE_URL="postgres://greffe@db.example.org/greffe")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert "init_command" not in database.get("OPTIONS", {})


def test_another_queue_server(read):
    settings = read(REDIS_URL="redis://queue.example.org:6379/1")
    assert settings["CELERY_BROKER_URL"] == "redis://queue.example.org:6379/1"
    assert settings["CACHES"]["default"]["LOCATION"] == "redis://queue.example.org:6379/1"


def test_https(read):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    plain, secure = read(), read(HTTPS="true")
    assert {plain[name] for name in names} == {False}
    assert {secure[name] for name in names} == {True}
    assert secure["SECURE_HSTS_SECONDS"] > 0


def test_the_clock_sweeps_pages_and_indexes_and_tells_of_new_pages(read):
    on_time = {entry["task"] for entry in read()["CELERY_BEAT_SCHEDULE"].values()}
    assert on_time == {
        *("casefiles.tasks.sweep", "search.tasks.sweep"),
        *("search.tasks.alert", "search.tasks.send_digests"),
    }
