#!/usr/bin/env python3
"""The launcher of bin/, in a checkout of its own among programs that only note that they ran.

Each case gets a folder with a copy of bin/ and a PATH of a few true tools and of actors for the
package manager and the build. An actor appends its name and arguments to a file.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BIN = pathlib.Path(__file__).resolve().parent.parent / "bin"
TRUE_TOOLS = ["sh", "env", "basename", "dirname", "readlink", "mkdir", "cat", "tail", "grep", "rm",
              "find", "flock", "sleep", "chmod", "touch", "cp", "ln", "tr"]

# Each is the body of a shell script; $HOUSE is the folder of the case, $called the file of notes.
ACTORS = {
    "dpkg-query": 'for p; do grep -qx "$p" "$HOUSE/installed" && echo "installed $p"; done; true',
    "apt-cache": '[ -e "$HOUSE/lists" ]',
    "apt-get": '''
        [ -e "$HOUSE/no-network" ] && { echo "E: Unable to fetch"; exit 100; }
        case "$*" in *" update") touch "$HOUSE/lists"; exit; esac
        for p; do echo "$p" >>"$HOUSE/installed"; done''',
    "id": 'cat "$HOUSE/uid"',
    "meson": 'touch "$HOUSE/checkout/build/build.ninja"',
    "ninja": '''
        [ -e "$HOUSE/broken-source" ] && { echo "x.c:1: error: what"; exit 1; }
        for p in tracer/collect/trace-run viewer/app/trace-view; do
            mkdir -p "$HOUSE/checkout/build/${p%/*}"
            cp "$HOUSE/program" "$HOUSE/checkout/build/$p"
            chmod +x "$HOUSE/checkout/build/$p"
        done
        touch "$HOUSE/checkout/build/.ninja_log"''',
}


class House:
    """A checkout and the machine around it."""

    def __init__(self, folder, name="root", uid=0):
        self.folder = pathlib.Path(folder)
        self.tools = self.folder / "tools"
        self.root = self.folder / "checkout"
        self.tools.mkdir()
        shutil.copytree(BIN, self.root / "bin", symlinks=True)
        for tool in TRUE_TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool))
        for actor, body in ACTORS.items():
            self.add_actor(actor, body)
        self.write("uid", f"{uid}\n")
        self.write("installed", "")
        self.write("program", '#!/bin/sh\nprintf "<%s>" "$@"\n')

    def add_actor(self, name, body):
        path = self.tools / name
        note = f'printf "%s\\n" "{name} $*" >>"$HOUSE/called"'
        path.write_text(f"#!/bin/sh\n{note}\n{body}\n")
        path.chmod(0o755)

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def run(self, *command, where=None):
        self.write("called", "")
        return subprocess.run(
            [str(part) for part in command], cwd=where or self.root, capture_output=True,
            text=True, stdin=subprocess.DEVNULL,
            env={"PATH": str(self.tools), "HOUSE": str(self.folder), "LC_ALL": "C.UTF-8"})

    def called(self, program):
        lines = (self.folder / "called").read_text().splitlines()
        return [line for line in lines if line.split()[0] == program]


def installs_names_and_runs(house):
    done = house.run("bin/trace-run", "scenarios/poem", "two words")
    assert done.stdout == "<scenarios/poem><two words>", done
    assert "trace-run: installs gcc: compiles" in done.stderr, done.stderr
    assert "libsdl2" not in done.stderr, done.stderr
    assert len(house.called("apt-get")) == 2, "update, then one install"


def second_run_asks_nobody(house):
    house.run("bin/trace-run")
    done = house.run("bin/trace-run", "x")
    assert (done.stdout, done.stderr) == ("<x>", ""), done
    for program in "dpkg-query", "apt-get", "apt-cache", "meson":
        assert not house.called(program), program
    assert len(house.called("ninja")) == 1


def another_program_adds_its_packages(house):
    house.run("bin/trace-run")
    done = house.run("bin/trace-view", "x.json")
    assert done.stdout == "<x.json>", done
    assert "installs libcairo2-dev" in done.stderr and "gcc" not in done.stderr, done.stderr
    assert "--reconfigure" in house.called("meson")[0], "libraries that were missing are looked up"


def program_is_told_its_surroundings(house):
    house.write("program", '#!/bin/sh\necho "$THREADLANE_BIN $THREADLANE_SCENARIOS"\n')
    done = house.run("../checkout/bin/trace-run", where=house.tools)
    assert done.stdout == f"../checkout/bin/ {house.root}/build/scenarios\n", done


def known_lists_are_not_fetched_again(house):
    house.write("lists", "")
    house.run("bin/trace-run")
    assert len(house.called("apt-get")) == 1, house.called("apt-get")


def installed_packages_need_no_apt(house):
    house.write("installed", "\n".join(
        "meson ninja-build pkgconf gcc gettext libc6-dev libcjson-dev libdw-dev libpython3.11-dev "
        "liblttng-ust-dev liblttng-ctl-dev libbabeltrace2-dev".split()) + "\n")
    done = house.run("bin/trace-run", "x")
    assert done.stdout == "<x>" and not house.called("apt-get"), done


def refusal(house, *words):
    done = house.run("bin/trace-run", "x")
    assert done.returncode == 125 and done.stdout == "", done
    for word in words:
        assert word in done.stderr, (word, done.stderr)


def plain_user_without_sudo_is_told(house):
    house.write("uid", "1000\n")
    refusal(house, "meson: sets up the build", "no sudo", "apt-get install meson")
    assert not house.called("apt-get")


def plain_user_with_sudo_installs(house):
    house.write("uid", "1000\n")
    house.add_actor("sudo", '[ "$1" = -n ] && shift; "$@"')
    done = house.run("bin/trace-run", "x")
    assert done.stdout == "<x>" and len(house.called("sudo")) == 3, (done, house.called("sudo"))


def sudo_that_refuses_is_told(house):
    house.write("uid", "1000\n")
    house.add_actor("sudo", "exit 1")
    refusal(house, "sudo does not let us")


def no_apt_is_told(house):
    (house.tools / "apt-get").unlink()
    refusal(house, "there is no apt-get")


def no_network_is_told(house):
    house.write("no-network", "")
    refusal(house, "E: Unable to fetch", "cannot install meson")


def wish_that_cannot_be_had_is_left_out(house):
    house.add_actor("apt-get", '''
        case "$*" in *fonts-noto-cjk*) exit 100; esac
        for p; do echo "$p" >>"$HOUSE/installed"; done''')
    done = house.run("bin/trace-view", "x")
    assert done.returncode == 0 and done.stdout == "<x>", done
    assert "goes on without fonts-noto-cjk" in done.stderr, done.stderr
    assert "goes on without fonts-inter" not in done.stderr, done.stderr


def broken_source_shows_the_error(house):
    house.write("broken-source", "")
    refusal(house, "x.c:1: error: what", "cannot build")


def any_current_folder_and_name(house):
    moved = house.folder / "eine Läufer 天猫"
    moved.mkdir()
    done = house.run("../checkout/bin/trace-run", "x.json", where=moved)
    assert done.stdout == "<x.json>", done
    (moved / "trace-run").symlink_to(house.root / "bin" / "trace-run")
    assert house.run("./trace-run", "y", where=moved).stdout == "<y>"


def moved_checkout_is_built_anew(house):
    house.run("bin/trace-run")
    house.write("checkout/build/old", "")
    house.root.rename(house.folder / "elsewhere 天猫")
    (house.folder / "checkout").symlink_to("elsewhere 天猫")
    done = house.run(house.folder / "elsewhere 天猫/bin/trace-run", "x", where=house.folder)
    assert done.stdout == "<x>" and house.called("meson"), done
    assert not (house.root / "build/old").exists()


def consumers_are_installed_when_asked_for(house):
    (house.root / "tests").mkdir()
    shutil.copy(house.folder / "program", house.root / "tests/run")
    (house.root / "tests/run").chmod(0o755)
    tests = "libpython3.11-testsuite"
    done = house.run("bin/test", "--quick")
    assert done.returncode == 0 and tests not in done.stderr, done
    done = house.run("bin/test", "--quick", "--consumers")
    assert done.stdout == "<--quick><--consumers>" and f"installs {tests}" in done.stderr, done


def two_at_once_take_turns(house):
    house.add_actor("meson", '''
        mkdir "$HOUSE/busy" || { echo "two at once"; exit 1; }
        sleep 0.3; rm -r "$HOUSE/busy"; touch "$HOUSE/checkout/build/build.ninja"''')
    house.write("called", "")
    environment = {"PATH": str(house.tools), "HOUSE": str(house.folder)}
    both = [subprocess.Popen(["bin/trace-run", name], cwd=house.root, env=environment,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for name in ("one", "two")]
    assert [run.communicate()[0] for run in both] == ["<one>", "<two>"]
    assert len(house.called("meson")) == 1, "the second finds everything ready"


def folder_that_cannot_be_written_is_told(house):
    (house.root / "build").write_text("a file where the folder should be")
    refusal(house, "cannot write to")


CASES = [
    installs_names_and_runs,
    second_run_asks_nobody,
    another_program_adds_its_packages,
    program_is_told_its_surroundings,
    known_lists_are_not_fetched_again,
    installed_packages_need_no_apt,
    plain_user_without_sudo_is_told,
    plain_user_with_sudo_installs,
    sudo_that_refuses_is_told,
    no_apt_is_told,
    no_network_is_told,
    wish_that_cannot_be_had_is_left_out,
    broken_source_shows_the_error,
    any_current_folder_and_name,
    moved_checkout_is_built_anew,
    consumers_are_installed_when_asked_for,
    two_at_once_take_turns,
    folder_that_cannot_be_written_is_told,
]


def main():
    failed = 0
    for case in CASES:
        name = "launcher@" + case.__name__.replace("_", "-")
        with tempfile.TemporaryDirectory(prefix="launcher 天猫 ") as folder:
            try:
                case(House(folder))
                print(f"ok   {name}")
            except AssertionError as wrong:
                failed += 1
                print(f"FAIL {name}: {wrong}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
