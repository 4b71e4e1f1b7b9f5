"""Names that want to break what they are written into, and a trace whose threads and objects bear
them, for tests of exports."""

import json
import pathlib
import subprocess

STORY = """C:condition uses L; A=aaaa; B=bbbb; C=cccc; L=llll;
    main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L @0.7ms a.c:7;
    A print 1 "pppp" @1ms; A condition.notify C 1/0 @1.35ms a.c:9; A lock.release L @1.4ms;
    main thread.create+ B @1.5ms; B thread.begin B @1.6ms; main thread.create B @1.7ms;
    B lock.acquire L @2.6ms b.c:3; B condition.wait+ C @3.2ms b.c:4; B ·lock.release L;
    B ·door.wait+ C #1; A thread.end A; main thread.join+ B; main ·door.wait+ B #1"""

NAMES = {
    "markup": "</script><script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "quotes": "\"'`'' OR 1=1; DROP TABLE events; --",
    "formula": "=cmd|' /C calc'!A0,@SUM(1)",
    "emoji": "🧵👩‍👩‍👧 小爱",
    "right to left": "خيط ‮evil‬ שלום",
    "long": "長い" * 5000,
    "lines": "one\r\ntwo\n\nthree\tfour",
    "controls": "\x01\x02\x1b[31m\x7f\x85 bell\x07",
    "mermaid": "end; loop; T1->>T2: #35; %% {{x}} :wrap: rect",
    "tex": "\\input{/etc/passwd} $x_1^2$ ~#%&{} \\end{document} \\\\ ^^41",
    "markdown": "](javascript:alert(1)) ![x](y) | `code` * _ <b> # head\n# second",
}


def write(writer, folder, kind):
    """A hung trace in which everybody has that name; returns its path."""
    path = pathlib.Path(folder) / "hostile.json"
    subprocess.run([writer, path, "hung", STORY], check=True, timeout=60)
    text = path.read_text(encoding="utf-8")
    inside = json.dumps(NAMES[kind], ensure_ascii=False)[1:-1]
    for place in ("aaaa", "bbbb", "cccc", "llll", "pppp"):
        text = text.replace(place, inside)
    path.write_text(text, encoding="utf-8")
    return path
