#!/usr/bin/env python3
"""Programs as Debian ships them, under trace-run: they print and end as they do alone, nothing is
lost, and of none is said that it hangs or might.

A program that is not installed is skipped.
"""

import json
import pathlib
import shutil
import subprocess
import sys

from recorded_run import LIMIT, TRACE_RUN, check, run_cases

# What a run may be told beside that it ended.
STATISTICS = {"throttling", "gil-convoy"}
WRAPPERS = {"sh", "xvfb-run"}  # run what the case is named after

PYTHON_THREADS = """
import queue, threading
todo, done = queue.Queue(3), []
def square():
    while (number := todo.get()) is not None:
        done.append(number * number)
threads = [threading.Thread(target=square) for _ in range(4)]
for thread in threads: thread.start()
for number in range(500): todo.put(number)
for _ in threads: todo.put(None)
for thread in threads: thread.join()
print(sum(done))
"""

PYTHON_PROCESSES = """
import multiprocessing
with multiprocessing.Pool(3) as pool:
    print(sum(pool.map(abs, range(-300, 0))))
"""

SQL = """create table numbers(n);
with recursive up(n) as (select 1 union all select n + 1 from up where n < 20000)
insert into numbers select n from up;
select sum(n), count(*) from numbers;"""

REDIS = """
redis-server --port 0 --unixsocket s --save '' --io-threads 2 >/dev/null &
until redis-cli -s s ping >/dev/null 2>&1; do sleep 0.05; done
redis-cli -s s set a 1
redis-cli -s s incr a
redis-benchmark -s s -t set,get -n 1000 -q -c 4 >/dev/null 2>&1
redis-cli -s s shutdown nosave
wait $!
echo $?
"""

MEMCACHED = """
memcached -u $(id -un) -s s -t 4 &
/usr/bin/python3 -c '
import socket, time
server = socket.socket(socket.AF_UNIX)
while server.connect_ex("s") != 0:
    time.sleep(0.05)
answers = server.makefile("rb")
for number in range(500):
    server.sendall(b"set k%d 0 0 1\\r\\nx\\r\\n" % number)
    assert answers.readline() == b"STORED\\r\\n"
print("stored")'
kill $!
wait $!
echo $?
"""

FFMPEG = ["ffmpeg", "-loglevel", "error", "-nostdin", "-threads", "4", "-f", "lavfi", "-i",
          "testsrc=size=320x240:rate=25:duration=2", "-bitexact"]

PROGRAMS = {
    "pigz": ["pigz", "-c", "-n", "-p", "4", "text"],
    "pbzip2": ["pbzip2", "-c", "-p4", "text"],
    "lbzip2": ["lbzip2", "-c", "-n4", "text"],
    "xz": ["xz", "-1", "-T4", "--block-size=100000", "-c", "text"],
    "zstd": ["zstd", "-q", "-T4", "-c", "text"],
    "7z": ["7z", "a", "-mmt4", "-mx1", "-bd", "-so", "-txz", "none", "text"],
    "lrzip": ["sh", "-c", "lrzip -q -p 4 -o - < text | wc -c"],
    "sort": ["sort", "--parallel=4", "text"],
    "git": ["sh", "-c", "git grep --no-index --threads=4 -c play"],
    "perl": ["perl", "-e", "print 1 + 1"],
    "node": ["node", "-e", "require('fs').readFile('text', (wrong, all) => console.log(all.length))"],
    "parallel": ["parallel", "--will-cite", "-k", "-j4", "echo", ":::", "a", "b", "c", "d"],
    "sqlite3": ["sqlite3", ":memory:", SQL],
    "python3-threads": ["/usr/bin/python3", "-c", PYTHON_THREADS],
    "python3-processes": ["/usr/bin/python3", "-c", PYTHON_PROCESSES],
    "ffmpeg-mpeg4": [*FFMPEG, "-c:v", "mpeg4", "-f", "avi", "-"],
    "ffmpeg-x264": [*FFMPEG, "-c:v", "libx264", "-preset", "ultrafast", "-f", "matroska", "-"],
    "sysbench": ["sh", "-c", "sysbench mutex --threads=4 --mutex-locks=2000 run | grep -c total"],
    "redis-server": ["sh", "-c", REDIS],
    "memcached": ["sh", "-c", MEMCACHED],
    "zenity": ["xvfb-run", "-a", "zenity", "--info", "--text", "hello", "--timeout", "1"],
}



def run_in(folder, *command):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=LIMIT, check=False)


def is_left_alone(command):
    def case(folder):
        pathlib.Path(folder, "text").write_bytes(b"".join(
            b"%d all work and no play\n" % (line * 7919 % 20011) for line in range(20000)))
        alone = run_in(folder, *command)
        run = run_in(folder, TRACE_RUN, "--report", "report", "-o", "run.ctf", *command)
        check((run.returncode, run.stdout == alone.stdout), (alone.returncode, True),
              "status, and whether it printed the same")
        report = json.loads(pathlib.Path(folder, "report").read_text())
        told = [finding for finding in report["findings"] if finding["kind"] not in STATISTICS]
        check((report["outcome"], report["lost_events"], told), ("ended", 0, []), "report")
        assert report["events"] > 0, "nothing was recorded"
    return case


def missing_tool(name, command):
    tools = [command[0], name] if command[0] in WRAPPERS else [command[0]]
    return next((tool for tool in tools if shutil.which(tool) is None), None)


def main():
    cases = []
    for name, command in PROGRAMS.items():
        tool = missing_tool(name, command)
        if tool:
            print(f"skip ordinary_programs@{name}: there is no {tool}")
        else:
            cases.append((name, is_left_alone(command)))
    return run_cases("ordinary_programs", cases)


if __name__ == "__main__":
    sys.exit(main())
