"""No room left: it is said, nothing half-made stays, and all goes on once there is room."""

import hashlib
import json

import pypdf


def padded(path, size):
    """The same PDF with so many bytes attached that nobody reads."""
    writer = pypdf.PdfWriter(clone_from=path)
    writer.add_attachment("annexe.bin", bytes(range(256)) * (size // 256))
    writer.write(path)
    return path


def test_at_upload(house, case_file, digital):
    big = padded(digital(1), 30_000_000)
    small = digital(1, "petit.pdf")
    names = ("--investigation", case_file, "--casefile", case_file, "--json")
    # No file beyond 20 MB, in blocks of 512 bytes: more than the database needs for its own.
    limit = "ulimit -f 40000;"
    done = house.manage("ingest", str(big), str(small), *names, wrap=limit, check=False)

    assert done.returncode == 1
    told = json.loads(done.stdout)["volumes"]
    assert [(volume["name"], volume["reason"]) for volume in told] == [
        ("digital.pdf", "not_kept"),
        ("petit.pdf", None),
    ]
    assert "digital.pdf" in done.stderr
    # Of the file that did arrive the pages may be counted meanwhile, in a folder of their own.
    arrived = [path for path in (house.data / "incoming").iterdir() if path.is_file()]
    assert not any(path.stat().st_size for path in arrived)
    kept = {path.name for path in (house.data / "originals").rglob("*")}
    assert hashlib.sha256(big.read_bytes()).hexdigest() not in kept
    assert hashlib.sha256(small.read_bytes()).hexdigest() in kept

    house.ingest(case_file, big)
    house.finish(case_file, 2)
    assert [name for name, *_ in house.volumes(case_file)] == ["petit.pdf", "digital.pdf"]
