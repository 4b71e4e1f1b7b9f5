#!/usr/bin/env python3
"""What the programs say to whoever starts them, help and refusals, in the language that --lang asks
for wherever it stands on the line, else in that of the locale.

usage: help_test.py PROGRAM...
"""

import os
import pathlib
import re
import subprocess
import sys
import unicodedata

from export_cases import run_cases
from recorded_run import check

PROGRAMS = [pathlib.Path(name) for name in sys.argv[1:]]
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLUMNS = 80
LOCALES = [({"LC_ALL": "zh_CN.UTF-8"}, True), ({"LC_ALL": "C"}, False), ({}, False),
           ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh"}, True)]
ABSENT = "/nowhere/absent.json"
# what is asked, and what is said of it
REFUSALS = {
    "trace-run": [
        (["--nope"], "unknown option '--nope'", "不认识选项“--nope”"),
        (["--stop-after", "x", "true"], "cannot use 'x': expected seconds above 0",
         "不能用“x”：应该是大于 0 的秒数"),
        (["--virtual-time"], "no program to run", "没有说要运行哪个程序"),
        (["/nowhere/program"], "cannot run '/nowhere/program': No such file or directory",
         "不能运行“/nowhere/program”：没有那个文件或目录"),
        (["-o", "x.svg", "true"], "cannot write 'x.svg': expected a name that ends with .json or .ctf",
         "写不了“x.svg”：文件名的结尾应该是 .json 或 .ctf"),
    ],
    "trace-view": [
        (["--nope"], "unknown option '--nope'", "不认识选项“--nope”"),
        (["--theme", "x"], "there is no theme 'x'", "没有“x”这种主题"),
        ([ABSENT, "-o", "x.svg"], f"cannot open '{ABSENT}': No such file or directory",
         f"打不开“{ABSENT}”：没有那个文件或目录"),
    ],
    "trace-export": [
        (["--nope"], "unknown option '--nope'", "不认识选项“--nope”"),
        (["-xy"], "unknown option '-x'", "不认识选项“-x”"),
        (["--crop=3"], "the option takes no value: '--crop=3'", "这个选项不带值：“--crop=3”"),
        (["a.json", "b.json", "c.json"], "two traces at a time at most", "一次最多两个录制"),
        ([ABSENT], "-o OUT is missing", "缺少 -o OUT"),
        ([ABSENT, "-o", "x.json", "--theme", "dark"], "--theme changes nothing in 'x.json'",
         "--theme 对“x.json”没有作用"),
        ([ABSENT, "-o", "x.svg"], f"cannot open '{ABSENT}': No such file or directory",
         f"打不开“{ABSENT}”：没有那个文件或目录"),
    ],
}


def run(program, *arguments, locale=None):
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run([program, *arguments], env=environment | (locale or {}), timeout=60,
                          capture_output=True, text=True, check=False)


def width(line):
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def help_has_the_same_options_in_each_language(folder):
    for program in PROGRAMS:
        said = [run(program, "--help", "--lang", language) for language in ("en", "zh")]
        for done in said:
            check((done.returncode, done.stderr), (0, ""), program.name)
        english, chinese = (done.stdout for done in said)
        assert not CHINESE.search(english), english
        options = [re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text) for text in (english, chinese)]
        check(sorted(set(options[1])), sorted(set(options[0])), f"options of {program.name}")
        for name in re.findall(r"^ {2,6}.*?--(\S+)", english, re.M):
            assert f"--{name}" in chinese, name


def all_help_is_translated(folder):
    """Words of two letters and more in a row are English that was left."""
    for program in PROGRAMS:
        for line in run(program, "--help", "--lang", "zh").stdout.splitlines():
            words = re.findall(r"(?<![\w./-])[a-z]{2,} [a-z]{2,} [a-z]{2,}", line)
            check(words, [], f"{program.name}: {line}")


def chinese_help_fits_a_terminal(folder):
    for program in PROGRAMS:
        for line in run(program, "--help", "--lang", "zh").stdout.splitlines():
            assert width(line) <= COLUMNS, f"{width(line)} columns: {line}"


def help_is_in_the_language_of_the_locale(folder):
    for program in PROGRAMS:
        for locale, is_chinese in LOCALES:
            done = run(program, "--help", locale=locale)
            check(bool(CHINESE.search(done.stdout)), is_chinese, f"{program.name} {locale}")


def lang_counts_wherever_it_stands(folder):
    for program in PROGRAMS:
        for arguments in (["--lang=zh", "--help"], ["--help", "--lang", "zh"],
                          ["--lang", "en", "--help", "--lang", "zh"]):
            assert CHINESE.search(run(program, *arguments).stdout), arguments
        english = run(program, "--help", "--lang", "en", locale={"LC_ALL": "zh_CN.UTF-8"})
        assert not CHINESE.search(english.stdout), english.stdout


def refusals_are_in_the_language_asked_for(folder):
    for program in PROGRAMS:
        for arguments, english, chinese in REFUSALS[program.name]:
            for locale, is_chinese in LOCALES:
                check_refusal(run(program, *arguments, locale=locale), program, chinese if is_chinese
                              else english)
            check_refusal(run(program, "--lang", "zh", *arguments), program, chinese)
            if arguments[-1].startswith("-") or program.name != "trace-run":
                check_refusal(run(program, *arguments, "--lang", "zh"), program, chinese)


def check_refusal(done, program, expected):
    assert done.returncode not in (0, None), done
    assert done.stderr.startswith(f"{program.name}: {expected}"), f"{done.stderr} not {expected}"
    check(done.stdout, "", "stdout")


def unknown_language_is_refused_in_that_of_the_locale(folder):
    for program in PROGRAMS:
        done = run(program, "--lang", "xx", ABSENT, locale={"LC_ALL": "zh_CN.UTF-8"})
        assert CHINESE.search(done.stderr) and "xx" in done.stderr, done.stderr


def what_follows_the_program_is_its_own(folder):
    for program in PROGRAMS:
        if program.name == "trace-run":
            done = run(program, "/nowhere/program", "--lang", "zh")
            check_refusal(done, program, "cannot run '/nowhere/program'")


CASES = [help_has_the_same_options_in_each_language, all_help_is_translated,
         chinese_help_fits_a_terminal, help_is_in_the_language_of_the_locale,
         lang_counts_wherever_it_stands, refusals_are_in_the_language_asked_for,
         unknown_language_is_refused_in_that_of_the_locale, what_follows_the_program_is_its_own]


if __name__ == "__main__":
    sys.exit(run_cases("help", CASES))
