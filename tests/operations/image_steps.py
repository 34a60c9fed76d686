"""Follows the Dockerfile's own steps without a container engine, then runs the result as the image would run.

    python -m tests.operations.image_steps [FOLDER]

The same RUN lines are executed, with the image's folders moved under FOLDER and this machine's Python in
the place of the base image's. Where the system allows it (root on Linux), the result runs in a namespace
without network, with a read-only root, without capabilities and as a user without a name: name a Python
that such a user may read with PYTHON=/usr/bin/python3 when yours lies in a home folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.operations.dockerfile import ROOT, Stage, ignored, rules, stages

MOVED = ("/opt/faqbot", "/var/cache/faqbot", "/var/lib/faqbot", "/src")
ISOLATED = [
    "unshare", "--mount", "--net", "--", "sh", "-c",
    "mount -o remount,bind,ro / 2>/dev/null || mount -o remount,ro /; ulimit -n 1024; exec \"$@\"", "sh",
    "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
    "--no-new-privs",
]  # fmt: skip


def moved(text: str, base: Path) -> str:
    """The image's absolute paths, under `base`."""
    for path in MOVED:
        text = text.replace(path, f"{base}{path}")
    return text


def copy(rest: str, context: Path, workdir: Path) -> None:
    """COPY from the build context, minding .dockerignore."""
    keep_out = rules((context / ".dockerignore").read_text())
    *sources, target = rest.split()
    for source in sources:
        place = workdir / target if len(sources) > 1 or target.endswith("/") else workdir / target / "."
        for file in sorted(
            [context / source] if (context / source).is_file() else (context / source).rglob("*")
        ):
            name = str(file.relative_to(context))
            if file.is_file() and not ignored(name, keep_out):
                inside = (
                    file.name if (context / source).is_file() else str(file.relative_to(context / source))
                )
                (place / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, place / inside)


def build(stage: Stage, base: Path) -> None:
    """Execute the steps of the stage that installs."""
    tools = base / "tools"  # stands for the base image's own Python, which the steps may add to
    subprocess.run([os.environ.get("PYTHON", sys.executable), "-m", "venv", tools], check=True)
    subprocess.run([tools / "bin/pip", "install", "--quiet", "--upgrade", "pip"], check=True)
    workdir = base / "src"
    workdir.mkdir(parents=True)
    environment = {**os.environ, "PATH": f"{tools}/bin:{os.environ['PATH']}", "PIP_QUIET": "1"}
    for step in stage.steps:
        if step.name == "COPY":
            copy(step.rest, ROOT, workdir)
        elif step.name == "RUN":
            subprocess.run(["sh", "-ec", moved(step.rest, base)], cwd=workdir, env=environment, check=True)


def isolated() -> list[str]:
    """The command that takes away what the image must do without; nothing where that is not possible."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
        return []
    works = subprocess.run([*ISOLATED, "true"], capture_output=True, check=False).returncode == 0
    return ISOLATED if works else []


def trial(arguments: list[str], expected: int, final: Stage, base: Path) -> str:
    """Run the entry point with these arguments, the image's environment and no other; what it said."""
    environment = {name: moved(value, base).replace("$PATH", "/usr/local/bin:/usr/bin:/bin")
                   for name, value in final.environment().items()}  # fmt: skip
    command = [moved(word, base) for word in final.command("ENTRYPOINT")] + arguments
    began = time.monotonic()
    done = subprocess.run([*isolated(), "env", "-i", *(f"{k}={v}" for k, v in environment.items()), *command],
                          cwd="/", capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
    said = (done.stdout + done.stderr).strip()
    print(
        f"faqbot {' '.join(arguments)}: exit {done.returncode} after {time.monotonic() - began:.1f} s: {said[:140]!r}"
    )
    assert done.returncode == expected, said
    assert "Traceback" not in said, said
    return said


def size(folder: Path) -> float:
    """Megabytes under this folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6


def main() -> None:
    """Build and try it all; raises when anything is not as it must be."""
    build_stage, final = stages((ROOT / "Dockerfile").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        base.chmod(0o755)
        build(build_stage, base)
        for rest in final.all("COPY"):
            assert Path(moved(rest.split()[-1], base)).exists(), rest
        print(
            "isolation:", "no network, read-only root, no capabilities, uid 54321" if isolated() else "none"
        )
        trial(["--version"], 0, final, base)
        trial(["check"], 0, final, base)
        assert "faqbot chat" in trial(final.command("CMD"), 2, final, base)
        said = trial(["ask", "--json", "how do I opt out of meta ai in france"], 0, final, base)
        assert '"decision"' in said
        packages = list((base / "opt/faqbot").rglob("*.dist-info"))
        print(f"added: {size(base / 'opt/faqbot'):.0f} MB in {len(packages)} packages, "
              f"{size(base / 'var/cache/faqbot'):.0f} MB of compiled FAQ")  # fmt: skip


if __name__ == "__main__":
    main()
