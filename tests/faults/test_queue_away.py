"""The queue forgets everything, or goes away: the database knows what is still to do."""

import contextlib
import json


def test_a_flushed_queue(house, case_file, scan):
    with house.paused("pages"):
        house.ingest(case_file, scan(6))
        house.wait_until(lambda: house.pages(case_file), 30, sweeping=True)
        with contextlib.closing(house.redis()) as client:
            client.flushall()
    rows = house.finish(case_file, 6)
    assert {row.text_version for row in rows} == {1}


def test_a_queue_that_is_away_for_a_while(house, case_file, scan):
    house.ingest(case_file, scan(4, "1.pdf"))
    house.wait_until(lambda: "reading" in house.states(case_file), 60, sweeping=True)
    house.kill("queue")

    house.ingest(case_file, scan(2, "2.pdf"))  # accepted all the same

    assert house.volumes(case_file)[1] == ("2.pdf", "received", "")
    question = (
        "import json; from casefiles.models import CaseFile;"
        "from casefiles.ingest.progress import progress;"
        f"now = progress(CaseFile.objects.get(name={case_file!r}));"
        "print(json.dumps([now.queue_away, now.busy, now.failed]))"
    )
    said = house.manage("shell", "--verbosity", "0", "--command", question).stdout
    assert json.loads(said) == [True, True, 0]

    # What a worker was at ends while there is nobody to tell.
    house.wait_until(lambda: "reading" not in house.states(case_file), 60)
    house.start("queue")
    rows = house.finish(case_file, 6)
    assert house.is_up("pages")
    assert house.is_up("index")
    assert {row.text_version for row in rows} == {1}
    assert [row.volume for row in rows] == ["1.pdf"] * 4 + ["2.pdf"] * 2
    assert house.search(case_file, "témoin")[0] == 6
