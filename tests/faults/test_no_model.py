"""A worker without the language model: the page waits, says why, and is read once it is there."""

import json


def test_it_works(house, case_file, scan, tmp_path):
    empty = tmp_path / "no-models"
    empty.mkdir()
    house.kill("pages")
    house.start("pages", TESSDATA_PREFIX=str(empty))
    house.ingest(case_file, scan(2))

    def waits_and_says_why():
        rows = house.pages(case_file)
        return rows and {(row.state, row.reason) for row in rows} == {("waiting", "no_model")}

    house.wait_until(waits_and_says_why, 60, sweeping=True)
    assert {(row.text_version, row.attempts) for row in house.pages(case_file)} == {(0, 0)}

    house.kill("pages")
    house.start("pages")
    rows = house.finish(case_file, 2)
    assert {(row.text_version, row.reason) for row in rows} == {(1, "")}


def test_a_command_that_waits_says_why_too(house, case_file, scan, tmp_path):
    """With no worker up the command reads by itself; it ends, and not as if all were well."""
    empty = tmp_path / "no-models"
    empty.mkdir()
    house.kill("pages")
    names = ("--investigation", case_file, "--casefile", case_file, "--wait", "--json")
    done = house.manage(
        "ingest", str(scan(1)), *names, wrap=f"export TESSDATA_PREFIX={empty};", check=False
    )
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["pages"], told["read"], told["searchable"]) == (1, 0, 0)
    assert told["failed"] == [{"page": 1, "reason": "no_model"}]
