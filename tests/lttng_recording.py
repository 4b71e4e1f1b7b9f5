"""What the tests of trace-run --lttng share: LTTng's recordings, the processes of its own below a
run, and a relay daemon."""

import contextlib
import fcntl
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

from recorded_run import LIMIT, check, descendants, wait_for

FOREVER = "1000000000000"
TURN = pathlib.Path(tempfile.gettempdir()) / "threadlane-lttng-tests"
OURS = re.compile(r" threadlane:(?!text_|clock:|lost:)(\w+): .*\bprocess = (\d+)")


def hides_daemons():
    """Whether a run may have a session daemon that nobody else sees: root's is found by its folder,
    so it takes a mount namespace."""
    done = subprocess.run(["unshare", "--mount", "true"], capture_output=True)
    return os.geteuid() != 0 or done.returncode == 0


@contextlib.contextmanager
def own_turn():
    """Where runs have to share a daemon, and so would be recorded in each other's sessions, the tests
    take turns."""
    if hides_daemons():
        yield
        return
    with TURN.open("w", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def texts(folder):
    """What LTTng recorded, a line an event."""
    done = subprocess.run(["babeltrace2", str(folder)], capture_output=True, text=True,
                          timeout=LIMIT)
    check((done.returncode, done.stderr), (0, ""), "babeltrace2")
    return done.stdout.splitlines()


def events(folder):
    """The names of the program's own events, and how many trace-run added."""
    found = [OURS.search(line) for line in texts(folder)]
    names = [match[1] for match in found if match and match[2] != "0"]
    return names, sum(1 for match in found if match and match[2] == "0")


def command_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
    except OSError:
        return ""


def below(run, name):
    """The process of that name below a run, once it is there."""
    def find():
        return [pid for pid in descendants(run.pid) if command_of(pid).endswith(name)]
    wait_for(find, f"{name} below trace-run")
    return find()[0]


def wait_for_data(folder):
    def size():
        return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("events_*"))
    wait_for(lambda: size() > 1 << 20, "a mebibyte of LTTng's")


def wait_for_process_data(folder):
    """Of a process that has ended: then LTTng has written what its buffers had."""
    wait_for(lambda: any(path.stat().st_size for path in pathlib.Path(folder).rglob("events_*")),
             "data of LTTng's")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class SessionDaemon:
    """A session daemon of the test's own. A user has his below his home; root's are one for all that
    see the same /run, so root is to be in a mount namespace."""

    def __init__(self, folder):
        self.home = pathlib.Path(folder) / "home"

    def __enter__(self):
        self.home.mkdir()
        os.environ["HOME"] = os.environ["LTTNG_HOME"] = str(self.home)
        self.place = self.home / ".lttng"
        if os.geteuid() == 0:
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
            self.place = pathlib.Path("/run/lttng")
        done = subprocess.run(["lttng-sessiond", "--no-kernel", "--daemonize"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=LIMIT)
        check(done.returncode, 0, "lttng-sessiond")

    def __exit__(self, *_):
        daemon = int((self.place / "lttng-sessiond.pid").read_text())
        os.kill(daemon, signal.SIGTERM)
        wait_for(lambda: not pathlib.Path(f"/proc/{daemon}").exists(), "the end of the daemon")


class Relay:
    """A relay daemon on the loopback interface: where it writes, and where to reach it. It dies with
    the test that started it, however that ends."""

    def __init__(self, folder):
        self.control, self.data, self.live = free_ports(3)
        self.received = pathlib.Path(folder) / "received"
        self.url = f"net://127.0.0.1:{self.control}:{self.data}"
        self.process = None

    def session(self, name):
        """What trace-view is to open."""
        return f"net://127.0.0.1:{self.live}/host/{socket.gethostname()}/{name}"

    def is_listening(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.live)) == 0


@contextlib.contextmanager
def relay(folder):
    there = Relay(folder)
    address = "tcp://127.0.0.1:{}".format
    with tempfile.TemporaryDirectory(prefix="threadlane-") as home, subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "lttng-relayd", "-C", address(there.control), "-D", address(there.data),
             "-L", address(there.live), f"--output={there.received}"],
            env={**os.environ, "LTTNG_HOME": home}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True) as there.process:
        try:
            wait_for(there.is_listening, "a relay daemon")
            yield there
        finally:
            there.process.kill()
