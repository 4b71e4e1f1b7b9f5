#!/usr/bin/env python3
"""trace-export to .gif, .mp4 and .webm, read back by other programs: how long each step stands, and
whether it looks as its picture does. Then everything that can go wrong with an encoder.

usage: film_test.py TRACE_EXPORT [--heavy]
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys

from export_cases import Missing, run_cases
from recorded_run import ROOT, check

EXPORT = sys.argv[1]
POEM = ROOT / "traces/condition_poem_wrong_order.json"
STEPS = "0,3"
SIZE = (721, 405)  # odd: the colours of films come in squares of four pixels
GIF_GLIDE = 5  # frames from step to step


def run(*arguments, **more):
    if not shutil.which(arguments[0]):
        raise Missing(f"{arguments[0]} is not installed")
    return subprocess.run(arguments, check=True, capture_output=True, timeout=120, **more).stdout


def export(folder, name, *options, **more):
    return subprocess.run([EXPORT, POEM, "-o", folder / name, "--steps", STEPS,
                           "--size", "{}x{}".format(*SIZE), *options],
                          capture_output=True, text=True, timeout=120, check=False, **more)


def make(folder, name, *options):
    done = export(folder, name, *options)
    check((done.returncode, done.stderr), (0, ""), f"export to {name}")
    return folder / name


def pixels_of_steps(folder, *options):
    make(folder, "step.png", *options)
    return [run("convert", path, "-depth", "8", "rgb:-")
            for path in sorted(folder.glob("step-*.png"))]


def mean_difference(a, b):
    check(len(a), len(b), "bytes of a picture")
    return sum(abs(x - y) for x, y in zip(a, b)) / len(a)


def case_gif_steps_look_as_their_pictures(folder):
    for theme in ("light", "dark"):
        gif = make(folder, "poem.gif", "--theme", theme)
        delays = [int(one) for one in run("identify", "-format", "%T ", gif).split()]
        stands = [at for at, delay in enumerate(delays) if delay >= 100]
        check(len(delays), 2 + GIF_GLIDE, "frames")
        check(stands, [0, 6], "standing frames")
        check(max(delays), delays[-1], "the last stands longest")
        size = SIZE[0] * SIZE[1] * 3
        shown = run("convert", gif, "-coalesce", "-depth", "8", "rgb:-")
        frames = [shown[at:at + size] for at in range(0, len(shown), size)]
        for at, picture in zip(stands, pixels_of_steps(folder, "--theme", theme)):
            difference = mean_difference(frames[at], picture)
            assert difference < 0.5, (theme, at, difference)


def case_films_are_the_same_each_time(folder):
    names = ["poem.gif"] + (["poem.mp4", "poem.webm"] if shutil.which("ffmpeg") else [])
    for name in names:
        first = make(folder, name).read_bytes()
        check(make(folder, name).read_bytes() == first, True, f"{name} twice")


def check_video(folder, name):
    video = make(folder, name)
    stream = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-of", "json", video))
    stream = stream["streams"][0]
    wanted = {"pix_fmt": "yuv420p", "color_space": "bt709", "color_transfer": "bt709",
              "color_primaries": "bt709", "color_range": "tv", "r_frame_rate": "25/1",
              "width": SIZE[0] + 1, "height": SIZE[1] + 1}
    check({key: stream.get(key) for key in wanted}, wanted, name)
    shown = run("ffmpeg", "-v", "error", "-i", video, "-vf", "format=rgb24,crop={}:{}:0:0".format(*SIZE),
                "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    size = SIZE[0] * SIZE[1] * 3
    frames = [shown[at:at + size] for at in range(0, len(shown), size)]
    pictures = pixels_of_steps(folder)
    assert mean_difference(frames[20], pictures[0]) < 3
    assert mean_difference(frames[-1], pictures[-1]) < 3
    assert len(frames) > 25 * 4, len(frames)
    last = [mean_difference(frame, frames[-1]) < 1 for frame in frames[-50:]]
    check(all(last), True, "the last step stands")


def case_mp4_is_what_programs_for_slides_take(folder):
    check_video(folder, "poem.mp4")


def case_webm_decodes(folder):
    check_video(folder, "poem.webm")


def two_runs(folder, name):
    pair = [ROOT / f"traces/{run}.json" for run in ("deadlock_ab_ba", "deadlock_fixed_same_order")]
    done = subprocess.run([EXPORT, *pair, "-o", folder / name, "--size", "960x540"], timeout=120,
                          capture_output=True, text=True, check=False)
    check((done.returncode, done.stderr), (0, ""), f"export to {name}")
    return folder / name


def case_two_runs_are_a_film(folder):
    gif = two_runs(folder, "both.gif")
    frames = run("identify", "-format", "%w %T,", gif).decode().strip(",").split(",")
    check(len(frames), 11, "frames: the steps of the left run, and its start")
    check(all(int(frame.split()[1]) >= 150 for frame in frames), True, "each stands")


def case_two_runs_are_a_video(folder):
    video = two_runs(folder, "both.mp4")
    stream = json.loads(run("ffprobe", "-v", "error", "-show_streams", "-of", "json", video))
    check((stream["streams"][0]["width"], stream["streams"][0]["height"]), (960, 540), "size")
    assert float(stream["streams"][0]["duration"]) > 15, stream


def case_missing_ffmpeg_is_named(folder):
    done = export(folder, "poem.mp4", env={**os.environ, "PATH": str(folder)})
    check(done.returncode, 1, "status")
    check(done.stderr, f"trace-export: cannot write '{folder}/poem.mp4': it takes the program "
          "ffmpeg, of the package ffmpeg\n", "message")
    check(os.listdir(folder), [], "files left")


def case_failing_ffmpeg_is_told(folder):
    tools, out = folder / "tools", folder / "out"
    out.mkdir()
    tools.mkdir()
    for script, said in (("echo no >&2; echo such codec >&2; exit 3", "status 3: such codec"),
                         ("exit 0", "status 0"),
                         ("for last; do :; done; echo half > \"${last#file:}\"; kill -9 $$",
                          "status 137"),
                         ("for last; do :; done; echo half > \"${last#file:}\"; cat >/dev/null;"
                          "kill -9 $$", "status 137")):
        fake = tools / "ffmpeg"
        fake.write_text(f"#!/bin/sh\n{script}\n")
        fake.chmod(0o755)
        done = export(out, "poem.mp4", env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
        check((done.returncode, done.stderr),
              (1, f"trace-export: cannot write '{out}/poem.mp4': ffmpeg failed with {said}\n"),
              script)
        check(os.listdir(out), [], f"files left by {script}")


def case_interrupted_films_leave_nothing(folder):
    """The encoder itself interrupts trace-export when it has begun the file."""
    tools, out = folder / "tools", folder / "out"
    out.mkdir()
    tools.mkdir()
    (out / "poem.mp4").write_text("last year's")
    fake = tools / "ffmpeg"
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        fake.write_text("#!/bin/sh\nfor last; do :; done\necho half > \"${last#file:}\"\n"
                        f"kill -{number.value} $PPID\ncat >/dev/null\n")
        fake.chmod(0o755)
        done = export(out, "poem.mp4", env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
        check((done.returncode, done.stderr), (-number, ""), f"ended by {number.name}")
        check(os.listdir(out), ["poem.mp4"], f"files left by {number.name}")
        check((out / "poem.mp4").read_text(), "last year's", "the older film")


def case_full_disks_leave_no_half_file(folder):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))

    names = ["poem.gif"] + (["poem.mp4"] if shutil.which("ffmpeg") else [])
    for name in names:
        done = export(folder, name, preexec_fn=limit)
        check(done.returncode, 1, f"status of {name}")
        assert "File too large" in done.stderr, done.stderr
        check(os.listdir(folder), [], "files left")


CASES = [
    case_gif_steps_look_as_their_pictures,
    case_two_runs_are_a_film,
    case_missing_ffmpeg_is_named,
    case_failing_ffmpeg_is_told,
    case_interrupted_films_leave_nothing,
    case_full_disks_leave_no_half_file,
]
HEAVY = [
    case_films_are_the_same_each_time,
    case_mp4_is_what_programs_for_slides_take,
    case_webm_decodes,
    case_two_runs_are_a_video,
]


if __name__ == "__main__":
    sys.exit(run_cases("film", CASES, HEAVY))
