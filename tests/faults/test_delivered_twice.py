"""A task comes twice, late or out of order: the result is that of the task that came once."""

import contextlib

PAGES = 4


def snapshot(house, case_file):
    return house.pages(case_file), house.volumes(case_file)


def settle(house):
    """Until the workers have done all that was sent so far."""
    house.wait_until(lambda: is_idle(house), 60)


def is_idle(house) -> bool:
    with contextlib.closing(house.redis()) as client:
        if any(client.llen(queue) for queue in ("celery", "index", "pages")):
            return False
    ask = house.sender.control.inspect(timeout=1)
    answers = [answer() or {} for answer in (ask.reserved, ask.scheduled, ask.active)]
    return all(len(answer) == 2 and not any(answer.values()) for answer in answers)


def test_every_task_twice_and_in_any_order(house, case_file, digital):
    with house.paused("pages", "index"):
        house.ingest(case_file, digital(PAGES))
        key = house.key(case_file)
        for task in ("search.tasks.index", "casefiles.tasks.plan"):
            house.send(task, key)
            house.send(task, key)
    house.wait_until(lambda: len(house.pages(case_file)) == PAGES, 60)
    keys = [row.key for row in house.pages(case_file)]
    for chunk in (keys[::-1], keys, keys[:1]):
        house.send("casefiles.tasks.read_pages", chunk)
    house.finish(case_file, PAGES)
    settle(house)

    rows = house.pages(case_file)
    assert [row.number for row in rows] == list(range(1, PAGES + 1))
    assert {row.text_version for row in rows} == {1}
    assert house.search(case_file, "témoin")[0] == PAGES


def test_an_hour_late(house, case_file, digital):
    house.ingest(case_file, digital(PAGES))
    rows = house.finish(case_file, PAGES)
    settle(house)
    before = snapshot(house, case_file)
    house.send("casefiles.tasks.plan", house.key(case_file))
    house.send("casefiles.tasks.read_pages", [row.key for row in rows])
    house.send("search.tasks.index", house.key(case_file))
    settle(house)
    assert snapshot(house, case_file) == before
    assert house.search(case_file, "témoin")[0] == PAGES


def test_about_something_that_is_no_more(house, case_file, digital):
    nobody = "00000000-0000-4000-8000-000000000000"
    house.send("casefiles.tasks.plan", nobody)
    house.send("casefiles.tasks.read_pages", [999_999_999])
    house.send("search.tasks.index", nobody)
    house.ingest(case_file, digital(1))
    house.finish(case_file, 1)
    assert house.is_up("pages")
    assert house.is_up("index")
