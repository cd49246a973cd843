"""The worker as a fresh interpreter: its channel is moved aside before anything else can use it."""

import os
import subprocess
import textwrap

from lagrader.starting import worker_briefing, worker_command, worker_environment
from lagrader.wire import PREFIX_SIZE, Call, Ready, Returned, Setup, frame_sizes, pack_request, unpack_reply


def run(source, *requests):
    """Start one as spawn.py does, but with plain pipes; return its replies and what it printed."""
    setup = Setup((("m", "m.py", textwrap.dedent(source)),))
    messages = b"".join(pack_request(number, message) for number, message in enumerate([setup, *requests]))
    process = subprocess.run(
        worker_command("spawned", "None, None, None"),
        input=worker_briefing() + messages,
        capture_output=True,
        env=worker_environment(),
        timeout=120,
        check=True,
    )
    return list(frames(process.stdout)), process.stderr.decode()


def frames(data):
    while data:
        header, payload = frame_sizes(data[:PREFIX_SIZE])
        end = PREFIX_SIZE + header + payload
        yield unpack_reply(data[PREFIX_SIZE:end], header)
        data = data[end:]


def test_a_whole_conversation():
    source = """
        import os, sys
        print("printed")
        os.write(1, b"raw\\n")
        def f(): return sys.stdin.read(), sys.argv, dict(os.environ), [n for n in os.listdir("/proc/self/fd")]
    """
    replies, printed = run(source, Call("m", "f"))
    assert [number for number, _, _ in replies] == [0, 1]
    (_, _, ready), (_, _, reply) = replies
    assert isinstance(ready, Ready)
    assert set(ready.facts) >= {"limits", "environment"}
    assert isinstance(reply, Returned)
    text, argv, environment, _ = reply.value
    assert (text, argv, environment) == ("", [""], {"TORCHINDUCTOR_CACHE_DIR": "/"})
    assert printed == "printed\nraw\n"


def test_the_briefing_is_a_line_and_no_path_stands_in_the_command(repository):
    assert worker_briefing().count(b"\n") == 1
    assert os.fsencode(repository) in worker_briefing()
    assert str(repository) not in " ".join(worker_command("zygote", "3")[1:])
