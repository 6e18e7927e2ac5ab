"""Keeps a set of programs running: restarts what dies, with growing pauses, and stops them all together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .errors import DevServicesError
from .paths import log_dir
from .process import open_log, wait_until

LONGEST_PAUSE = 30.0
# A program that ran this many seconds had started well: what it does next is counted afresh.
STARTED_WELL = 60.0
ATTEMPTS = 5
PATIENCE = 15.0


@dataclass
class Program:
    name: str
    command: Sequence[str]
    process: subprocess.Popen | None = None
    began: float = 0.0
    failures: int = 0
    next_try: float = 0.0


class Supervisor:
    """``say`` gets one sentence for everything a person should know."""

    def __init__(self, environment: Mapping[str, str], folder: str, say: Callable[[str], None]) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.say = say
        self.programs: list[Program] = []

    def start(self, name: str, command: Sequence[str]) -> None:
        program = Program(name, command)
        self.programs.append(program)
        self._launch(program)

    def check(self) -> None:
        """Restarts what ended. Raises DevServicesError when a program keeps ending."""
        for program in self.programs:
            if program.process is None:
                if time.monotonic() >= program.next_try:
                    self._launch(program)
            elif (code := program.process.poll()) is not None:
                self._plan_restart(program, code)

    def stop(self) -> None:
        """Asks all to end, then ends them; nothing they started outlives this."""
        running = [program.process for program in self.programs if program.process]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        wait_until(lambda: all(process.poll() is not None for process in running), PATIENCE)
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self.programs.clear()

    def _launch(self, program: Program) -> None:
        with open_log(program.name) as log:
            program.process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        program.began = time.monotonic()

    def _plan_restart(self, program: Program, code: int) -> None:
        assert program.process
        _signal_group(program.process, signal.SIGKILL)  # what a killed program left behind holds its port or its tasks
        program.process = None
        lasted = time.monotonic() - program.began
        program.failures = 1 if lasted > STARTED_WELL else program.failures + 1
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        if program.failures >= ATTEMPTS:
            reason = f"{program.name} {how}, {ATTEMPTS} times in a row: {last_line(program.name)}"
            raise DevServicesError(f"{reason} (see {log_dir() / program.name}.log)")
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (program.failures - 1))
        program.next_try = time.monotonic() + pause
        self.say(f"{program.name} {how}; it starts again in {pause:g} seconds.")


def last_line(name: str) -> str:
    """The last thing a program wrote into its log."""
    lines = (log_dir() / f"{name}.log").read_text(errors="replace").strip().split("\n")
    return lines[-1].strip() or "it said nothing"


def _signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a zombie
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """On Linux a program ends also when its supervisor is killed with -9, and does not keep the port."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
