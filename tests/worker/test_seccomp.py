"""The filter of system calls: its program interpreted, for both architectures, and then the kernel's word."""

import errno
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lagrader.worker.seccomp import ALLOW, ERRNO, KILL_PROCESS, install, program
from lagrader.worker.syscalls import ARCHITECTURES, CHECKED, NEWEST, OWN_PID, allowed, architecture, unheard_of

ROOT = Path(__file__).parents[2]
REFUSED, UNHEARD_OF = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
PID = 4711
THREAD = 0x3D0F00
"""What the C library starts a thread with."""

live = pytest.mark.skipif(architecture() is None, reason="no filter of system calls for this system")
on_x86_64 = pytest.mark.skipif(architecture() != "x86_64", reason="calls of x86_64")
users = pytest.mark.parametrize("user", ["root", "ordinary"] if getattr(os, "geteuid", int)() == 0 else ["ordinary"])
both = pytest.mark.parametrize("arch", ARCHITECTURES)

# Numbers on x86_64 and on aarch64 of what must be refused; the kernel's tables again.
DENIED = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None), "wait4": (61, 260),
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept4": (288, 242),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212), "setsockopt": (54, 208),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "creat": (85, None), "openat2": (437, 437),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "utimensat": (280, 88), "futimesat": (261, None),
    "setxattr": (188, 5), "fsetxattr": (190, 7), "removexattr": (197, 14), "getxattr": (191, 8), "listxattr": (194, 11),
    "setxattrat": (463, 463), "mknod": (133, None), "mknodat": (259, 33), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat2": (316, 276),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "truncate": (76, 45), "ftruncate": (77, 46), "fallocate": (285, 47), "flock": (73, 32), "chroot": (161, 51),
    "seccomp": (317, 277), "bpf": (321, 280), "ptrace": (101, 117), "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "io_setup": (206, 0),
    "mount": (165, 40), "umount2": (166, 39), "fsopen": (430, 430), "open_tree": (428, 428), "move_mount": (429, 429),
    "pivot_root": (155, 41), "unshare": (272, 97), "setns": (308, 268), "keyctl": (250, 219), "add_key": (248, 217),
    "userfaultfd": (323, 282), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "fanotify_init": (300, 262),
    "inotify_init1": (294, 26), "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145),
    "setresuid": (117, 147), "setresgid": (119, 149), "setgroups": (116, 159), "setfsuid": (122, 151),
    "capset": (126, 91), "setpgid": (109, 154), "setsid": (112, 157), "setrlimit": (160, 164),
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274), "ioprio_set": (251, 30), "sethostname": (170, 161), "setdomainname": (171, 162),
    "reboot": (169, 142), "kexec_load": (246, 104), "swapon": (167, 224), "init_module": (175, 105),
    "personality": (135, 92), "quotactl": (179, 60), "acct": (163, 89), "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "msgget": (68, 186), "msgsnd": (69, 189), "semget": (64, 190), "semop": (65, 193), "mq_open": (240, 180),
    "mq_unlink": (241, 181), "rt_tgsigqueueinfo": (297, 240), "mlock": (149, 228), "mlockall": (151, 230),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "mbind": (237, 235), "remap_file_pages": (216, 234),
    "splice": (275, 76), "vmsplice": (278, 75), "tee": (276, 77), "sendfile": (40, 71), "copy_file_range": (326, 285),
    "landlock_create_ruleset": (444, 444), "landlock_restrict_self": (446, 446), "kcmp": (312, 272), "sync": (162, 81),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "vhangup": (153, 58),
    "lsm_set_self_attr": (460, 460),
}  # fmt: skip


def instructions(code):
    filled = code.replace(struct.pack("<I", OWN_PID), struct.pack("<I", PID))
    return [struct.unpack_from("<HBBI", filled, at) for at in range(0, len(filled), 8)]


PROGRAMS = {arch: instructions(program(arch)) for arch in ARCHITECTURES}


def steps(arch, number, arguments=(), audit=None, programs=PROGRAMS):
    """Run the program as the kernel does; return the action, and how many instructions it took."""
    arguments = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, ARCHITECTURES[arch].audit if audit is None else audit, 0, *arguments)
    value = at = count = 0
    while True:
        code, if_so, if_not, operand = programs[arch][at]
        at, count = at + 1, count + 1
        match code:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, operand)
            case 0x54:
                value &= operand
            case 0x15:
                at += if_so if value == operand else if_not
            case 0x35:
                at += if_so if value >= operand else if_not
            case 0x06:
                return operand, count
            case _:
                raise AssertionError(code)


def action(arch, number, arguments=(), audit=None):
    return steps(arch, number, arguments, audit)[0]


def asked(arch, name, *arguments):
    return action(arch, CHECKED[name][ARCHITECTURES[arch].column], [value % 2**64 for value in arguments])


# ------------------------------------------------------------------------------------------ the program, interpreted


@both
def test_what_is_free_on_the_list_passes_and_every_other_number_is_refused(arch):
    free = {number for number, checks in allowed(arch).items() if not checks}
    looked_at = set(allowed(arch)) - free
    assert len(free) > 65
    for number in range(2000):
        if number in free:
            assert action(arch, number) == ALLOW
        elif number in unheard_of(arch) or number > NEWEST:
            assert action(arch, number) == UNHEARD_OF
        elif number not in looked_at:
            assert action(arch, number) == REFUSED


words = st.integers(0, 2**64 - 1) | st.integers(0, 64)


@both
@given(number=st.integers(0, 2**32 - 1), arguments=st.lists(words, max_size=6))
def test_no_number_outside_the_list_passes_whatever_its_arguments(arch, number, arguments):
    if number not in allowed(arch):
        assert action(arch, number, arguments) in (REFUSED, UNHEARD_OF, KILL_PROCESS)


@both
@pytest.mark.parametrize("name", DENIED)
def test_what_reaches_past_the_process_is_refused(arch, name):
    number = DENIED[name][ARCHITECTURES[arch].column]
    assert number is None or action(arch, number) == REFUSED


@both
@given(audit=st.integers(0, 2**32 - 1) | st.sampled_from([0x40000003, 0x40000028, 0xC000003E, 0xC00000B7]),
       number=st.integers(0, NEWEST))  # fmt: skip
def test_another_architecture_is_the_end(arch, audit, number):
    assert (action(arch, number, audit=audit) == KILL_PROCESS) == (audit != ARCHITECTURES[arch].audit)


@pytest.mark.parametrize("number", [0x40000000, 0x40000000 + 39, 0x40000000 + 520, 0x7FFFFFFF, 0xFFFFFFFF])
def test_numbers_of_x32_are_the_end_on_x86_64_alone(number):
    assert action("x86_64", number) == KILL_PROCESS
    assert action("aarch64", number) == UNHEARD_OF


@both
@given(flags=st.integers(0, 2**64 - 1) | st.builds(lambda bit: THREAD | 1 << bit, st.integers(0, 63)))
def test_clone_makes_threads_and_nothing_else(arch, flags):
    spaces = 0x20000 | 0x7E000000
    expected = flags & 0x10000 and not flags & (spaces | 0x1000 | 0x2000 | 0x800000)
    assert (asked(arch, "clone", flags) == ALLOW) == bool(expected)


@both
def test_what_the_c_library_starts_threads_and_processes_with(arch):
    assert asked(arch, "clone", THREAD) == asked(arch, "clone", 0x7D0F00) == ALLOW  # glibc, musl
    fork, spawn = 0x01200011, 0x4111
    assert asked(arch, "clone", fork) == asked(arch, "clone", spawn) == REFUSED


@both
@pytest.mark.parametrize("name", ["kill", "tkill", "tgkill", "rt_sigqueueinfo"])
@given(pid=words | st.just(PID))
def test_signals_go_to_itself_alone(arch, name, pid):
    assert (asked(arch, name, pid) == ALLOW) == (pid % 2**32 == PID)
    assert asked(arch, name, -1) == asked(arch, name, 0) == asked(arch, name, -PID) == REFUSED


@both
@pytest.mark.parametrize("pointer", [0, 1, 1 << 32, 0xFFFFFFFF00000000])
@pytest.mark.parametrize("pid", [0, 1, PID, PID + 1])
def test_limits_are_read_and_only_its_own(arch, pid, pointer):
    expected = ALLOW if pid in (0, PID) and not pointer else REFUSED
    assert asked(arch, "prlimit64", pid, 7, pointer) == expected


@both
@pytest.mark.parametrize("pointer", [0, 1, 1 << 32, 0xFFFFFFFF00000000])
def test_a_datagram_has_no_address(arch, pointer):
    assert asked(arch, "sendto", 5, 1 << 40, 10, 0, pointer) == (REFUSED if pointer else ALLOW)


@both
@pytest.mark.parametrize(
    ("name", "place", "good"),
    [
        ("prctl", 0, {2, 3, 15, 16, 21, 23, 30, 39}),
        ("fcntl", 1, {0, 1, 2, 3, 4, 1030}),
        ("ioctl", 1, {0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451}),
        ("membarrier", 0, {0, 8, 16, 32, 64}),
        ("madvise", 2, {0, 1, 2, 3, 4, 8, 14, 15, 16, 17, 22, 23, 102, 103}),
    ],
)
def test_calls_with_many_faces_show_the_harmless_ones(arch, name, place, good):
    tried = [*range(110), *range(1024, 1045), *range(0x5400, 0x5470), 0x53564D41, 0x59616D61, 2**32 - 1]
    assert good <= set(tried)
    passed = {value for value in tried if asked(arch, name, *[9] * place, value) == ALLOW}
    assert passed == good


@both
@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("socketpair", [(1, 1), (1, 0x80001), (1, 0x80801)], [(1, 2), (1, 5), (1, 0x101), (2, 1), (16, 3), (40, 1)]),
        ("getsockopt", [(3, 1, 3), (3, 1, 4), (3, 1, 38)], [(3, 1, 77), (3, 1, 17), (3, 1, 31), (3, 1, 59), (3, 0, 3)]),
        ("sendto", [(3, 9, 1, 0, 0), (3, 9, 1, 0x4040, 0)], [(3, 9, 1, 1, 0), (3, 9, 1, 0x20000000, 0)]),
        ("recvfrom", [(3, 9, 1, flags) for flags in (0, 2, 0x20, 0x100, 0x4162)], [(3, 9, 1, 1), (3, 9, 1, 0x2000)]),
        ("mmap", [(0, 9, 3, 0x22, -1), (0, 9, 7, 0x20022, -1)], [(0, 9, 3, 0x40022, -1), (0, 9, 3, 0x2022, -1)]),
        (
            "futex",
            [(9, op) for op in (0, 1, 128, 129, 132, 133, 0x189, 138)],
            [(9, op) for op in (6, 7, 8, 134, 139, 140, 141, 13)],
        ),
        (
            "clock_gettime",
            [(clock,) for clock in range(12)],
            [((~PID << 3) | 2,), (-6,), ((~PID << 3) | 6,), (~3 << 3 | 3,)],
        ),
        ("clock_getres", [(0,), (3,)], [((~PID << 3) | 2,)]),
        ("clock_nanosleep", [(0,), (1, 1)], [((~PID << 3) | 2,)]),
        ("getpgid", [(0,), (PID,)], [(1,), (PID + 1,)]),
        ("getsid", [(0,), (PID,)], [(1,), (PID + 1,)]),
    ],
)
def test_arguments_that_reach_out_are_refused_and_the_others_pass(arch, name, good, bad):
    assert {given: asked(arch, name, *given) for given in good} == dict.fromkeys(good, ALLOW)
    assert {given: asked(arch, name, *given) for given in bad} == dict.fromkeys(bad, REFUSED)


@both
@given(flags=st.integers(0, 2**32 - 1))
def test_files_are_opened_to_be_read(arch, flags):
    writes = flags & (os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | 0x400000 | 0x200000)  # O_TMPFILE, O_PATH
    assert (asked(arch, "openat", 3, 1 << 40, flags) == ALLOW) == (not writes)


@both
def test_the_way_through_is_short(arch):
    """The kernel goes it once for every number at each install."""
    assert len(PROGRAMS[arch]) < 400
    assert max(steps(arch, number)[1] for number in range(NEWEST + 1)) < 25


@both
def test_only_the_holes_for_the_pid_are_filled(arch):
    made = [struct.unpack_from("<HBBI", program(arch), at) for at in range(0, len(program(arch)), 8)]
    holes = [place for place, (*_, operand) in enumerate(made) if operand == OWN_PID]
    assert len(holes) == program(arch).count(struct.pack("<I", OWN_PID)) > 1
    for place, step in enumerate(made):
        assert PROGRAMS[arch][place] == ((*step[:3], PID) if place in holes else step)


def test_no_program_for_what_has_no_list():
    with pytest.raises(KeyError):
        program("riscv64")


def test_where_there_is_no_filter_it_says_so(monkeypatch):
    monkeypatch.setattr("lagrader.worker.seccomp.architecture", lambda: None)
    assert install(b"") == "not on this system"


# ---------------------------------------------------------------------------------------------- under the kernel

PRELUDE = textwrap.dedent("""
    import asyncio, concurrent.futures, ctypes, errno, fcntl, json, mmap, multiprocessing, os, queue, resource, select
    import signal, socket, subprocess, sys, tempfile, threading, time, encodings.idna
    import asyncio.selector_events, concurrent.futures.thread, multiprocessing.context, multiprocessing.popen_fork
    import multiprocessing.pool, multiprocessing.queues, multiprocessing.resource_tracker, multiprocessing.synchronize
    from lagrader.worker.privileges import drop_capabilities, no_new_privs
    from lagrader.worker.seccomp import install, program
    from lagrader.worker.syscalls import architecture

    ready = program(architecture())

    def shut_in(user, prepared=ready):
        if user == "ordinary" and os.geteuid() == 0:
            os.setgroups([]), os.setgid(65534), os.setuid(65534)
        no_new_privs()
        return install(prepared)

    def tried(work):
        try:
            return repr(work())
        except Exception as error:
            return type(error).__name__
""")


def run(body, *arguments, seconds=60):
    code = PRELUDE + textwrap.dedent(body)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False
    )


def told(body, *arguments, seconds=60):
    """What a process of its own printed, as JSON."""
    done = run(body, *arguments, seconds=seconds)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@live
@users
def test_each_denied_call_is_refused_by_the_kernel(user):
    column = ARCHITECTURES[architecture()].column
    numbers = {name: number for name, both in DENIED.items() if (number := both[column]) is not None}
    # Every argument is -1, so that a call that came through could not succeed.
    body = """
        state = shut_in(sys.argv[1])
        libc = ctypes.CDLL(None, use_errno=True)
        def failed(number):
            ctypes.set_errno(0)
            answer = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6)
            return ctypes.get_errno() if answer == -1 else f"answered {answer}"
        print(json.dumps([state, {name: failed(number) for name, number in json.loads(sys.argv[2]).items()}]))
    """
    state, seen = told(body, user, json.dumps(numbers))
    assert state == "active"
    assert seen == dict.fromkeys(numbers, errno.EPERM)


@pytest.fixture
def open_folder():
    """A folder with a file, which the file rights let any user of these tests change."""
    with tempfile.TemporaryDirectory() as name:
        victim = Path(name) / "victim"
        victim.write_text("text")
        for path in (victim, victim.parent):
            path.chmod(0o777)
            if os.geteuid() == 0:
                os.chown(path, 65534, 65534)
        yield Path(name)


@live
@users
def test_what_a_program_tries_in_python_fails_as_pythons_own_errors(user, open_folder):
    victim = open_folder / "victim"
    tries = {
        "fork": "os.fork()",
        "forkpty": "os.forkpty()",
        "exec": "os.execv('/bin/true', ['true'])",
        "posix_spawn": "os.posix_spawn('/bin/true', ['true'], {})",
        "subprocess": "subprocess.run(['/bin/true'])",
        "process": "multiprocessing.get_context('fork').Process(target=print).start()",
        "pool": "multiprocessing.get_context('fork').Pool(2)",
        "socket": "socket.socket()",
        "udp": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "unix": "socket.socket(socket.AF_UNIX)",
        "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "a pair of the internet": "socket.socketpair(socket.AF_INET)",
        "an address": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', '/run/nobody')",
        "urgent data": "socket.socketpair()[0].send(b'x', socket.MSG_OOB)",
        "a handle on a peer": "socket.socketpair()[0].getsockopt(socket.SOL_SOCKET, 77)",
        "pair of datagrams": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "the parent's clock": "time.clock_gettime((~os.getppid() << 3) | 2)",
        "the parent's session": "os.getsid(os.getppid())",
        "push out": "mmap.mmap(-1, 4096).madvise(21)",
        "merge": "mmap.mmap(-1, 4096).madvise(mmap.MADV_MERGEABLE)",
        "huge": "mmap.mmap(-1, 1 << 21, flags=0x40022)",
        "signal the parent": "os.kill(os.getppid(), 0)",
        "signal init": "os.kill(1, 0)",
        "signal everybody": "os.kill(-1, 0)",
        "signal its group": "os.kill(0, 0)",
        "limits of the parent": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
        "owner": "fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())",
        "lock": "fcntl.lockf(0, fcntl.LOCK_SH)",
        "window": "fcntl.ioctl(0, 0x5412, b'x')",
        "write": f"open({str(victim)!r}, 'w')",
        "create": f"open({str(open_folder / 'new')!r}, 'x')",
        "append": f"open({str(victim)!r}, 'a')",
        "chmod": f"os.chmod({str(victim)!r}, 0)",
        "utime": f"os.utime({str(victim)!r})",
        "unlink": f"os.unlink({str(victim)!r})",
        "rename": f"os.rename({str(victim)!r}, {str(open_folder / 'other')!r})",
        "mkdir": f"os.mkdir({str(open_folder / 'folder')!r})",
        "symlink": f"os.symlink('/', {str(open_folder / 'link')!r})",
        "truncate": f"os.truncate({str(victim)!r}, 0)",
        "xattr": f"os.setxattr({str(victim)!r}, 'user.x', b'x')",
        "memfd": "os.memfd_create('x')",
        "affinity": "os.sched_setaffinity(0, {0})",
        "uid": "os.setuid(os.getuid())",
        "session": "os.setsid()",
        "pidfd": "os.pidfd_open(os.getpid())",
    }
    body = """
        shut_in(sys.argv[1])
        print(json.dumps({name: tried(lambda: eval(code)) for name, code in json.loads(sys.argv[2]).items()}))
    """
    assert told(body, user, json.dumps(tries)) == dict.fromkeys(tries, "PermissionError")
    assert (victim.read_text(), sorted(path.name for path in open_folder.iterdir())) == ("text", ["victim"])


@live
@users
def test_what_a_program_may_do_works(user):
    body = """
        shut_in(sys.argv[1])
        seen = {"itself": tried(lambda: os.kill(os.getpid(), 0))}
        seen["limits"] = tried(lambda: len(resource.getrlimit(resource.RLIMIT_AS)))
        seen["more"] = tried(lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))
        seen["system"] = os.system("true") != 0
        threads = [threading.Thread(target=lambda: seen.update(thread=threading.get_native_id() != os.getpid()))]
        [thread.start() for thread in threads], [thread.join() for thread in threads]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            seen["pool"] = list(pool.map(abs, [-1, -2, -3]))
        async def other():
            await asyncio.sleep(0.01)
            return await asyncio.to_thread(lambda: 5)
        seen["asyncio"] = asyncio.run(other())
        hits = []
        for number in (signal.SIGALRM, signal.SIGPROF, signal.SIGUSR1):
            signal.signal(number, lambda number, frame: hits.append(signal.Signals(number).name))
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        time.sleep(0.06)
        signal.setitimer(signal.ITIMER_PROF, 0.02)
        end = time.monotonic() + 20
        while "SIGPROF" not in hits and time.monotonic() < end:
            pass
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        seen["signals"] = hits
        one, other = socket.socketpair()
        one.send(b"x")
        seen["pair"] = other.recv(9).decode()
        seen["pipe"] = os.write(os.pipe()[1], b"four")
        seen["random"] = len(os.urandom(8))
        seen["kernel"] = [len(os.sched_getaffinity(0)) > 0, os.uname().sysname, len(os.listdir("/")) > 3]
        seen["executable"] = len(mmap.mmap(-1, 4096, prot=7))
        with open("/dev/null", "rb") as file:
            seen["file"] = file.read().decode()
        seen["nothing to write"] = tried(lambda: tempfile.mkdtemp())
        if os.access(os.__file__, os.R_OK):  # or the interpreter lies in a folder of root's own
            import colorsys
            seen["late"] = colorsys.rgb_to_hsv(0, 0, 1)[2]
        print(json.dumps(seen))
    """
    seen = told(body, user)
    assert seen.pop("late", 1) == 1
    assert seen == {
        "itself": "None", "limits": "2", "more": "ValueError", "system": True, "thread": True, "pool": [1, 2, 3],
        "asyncio": 5, "signals": ["SIGALRM", "SIGPROF", "SIGUSR1", "SIGUSR1", "SIGUSR1"], "pair": "x", "pipe": 4,
        "random": 8, "kernel": [True, "Linux", True], "executable": 4096, "file": "",
        "nothing to write": "FileNotFoundError",
    }  # fmt: skip


@live
@users
def test_threads_of_every_age_are_under_it(user):
    body = """
        go, told = threading.Event(), []
        def wait():
            go.wait()
            told.append(tried(os.fork))
        thread = threading.Thread(target=wait)
        thread.start()
        state = shut_in(sys.argv[1])
        go.set()
        thread.join()
        print(json.dumps([state, *told]))
    """
    assert told(body, user) == ["active", "PermissionError"]


@live
def test_a_second_filter_is_refused_and_the_first_stays():
    body = "print(json.dumps([shut_in('root'), install(ready), tried(os.fork)]))"
    assert told(body) == ["active", "refused: Operation not permitted", "PermissionError"]


@live
def test_without_no_new_privs_an_ordinary_user_is_told_why():
    body = """
        if os.geteuid() == 0:
            os.setgroups([]), os.setgid(65534), os.setuid(65534)
        print(json.dumps([install(ready), no_new_privs(), install(b"x" * 8)]))
    """
    assert told(body) == ["refused: Permission denied", "active", "refused: Invalid argument"]


@live
def test_the_filter_of_another_architecture_is_sound_and_ends_the_first_call():
    other = next(name for name in ARCHITECTURES if name != architecture())
    assert run(f"shut_in('root', program({other!r}))").returncode == -signal.SIGSYS


@live
@on_x86_64
def test_a_number_of_x32_ends_the_process():
    assert run("shut_in('root'); ctypes.CDLL(None).syscall(0x40000000 + 39)").returncode == -signal.SIGSYS


@live
@on_x86_64
def test_the_gate_of_32_bit_programs_ends_the_process():
    body = """
        held = mmap.mmap(-1, 4096, prot=7)
        held.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, 20 (getpid); int 0x80; ret
        call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(held)))
        shut_in("root")
        print(call())
    """
    done = run(body)
    # A kernel without that gate ends it otherwise.
    assert done.returncode in (-signal.SIGSYS, -signal.SIGSEGV)
    assert done.stdout == ""


# ------------------------------------------------------------------------------------------------ honest work

WORK = '''
def train(kind, **options):
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    x = torch.rand(64, 2)
    goal = x.sum(1, keepdim=True)
    optimiser = kind(model.parameters(), **options)
    def loss():
        optimiser.zero_grad()
        value = torch.nn.functional.mse_loss(model(x), goal)
        value.backward()
        return value
    first = loss().item()
    for _ in range(20):
        optimiser.step(loss)
    return loss().item() < first / 2

def cube():
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward()
    return x.grad.item()

def drawn():
    torch.manual_seed(7)
    one = torch.rand(3)
    torch.manual_seed(7)
    other = torch.rand(3, generator=torch.Generator().manual_seed(7))
    return torch.equal(one, torch.rand(3)) and torch.equal(one, other) and torch.seed() >= 0

source = """import torch
def twice_and_more(x):
    for i in range(2):
        x = x * 2 - 1
    return x.relu() + 2
"""
linecache.cache["a learner's"] = (len(source), None, source.splitlines(True), "a learner's")
exec(compile(source, "a learner's", "exec"))

def scripted():
    compiled = torch.jit.script(twice_and_more)
    return [compiled(torch.ones(2)).tolist() for _ in range(4)][-1]

def many_threads():
    torch.set_num_threads(2)
    done = torch.ones(512, 512) @ torch.ones(512, 512)
    total = torch.ones(1_000_000).exp().sum().item(), len(os.listdir("/proc/self/task")) > 1
    torch.set_num_threads(1)
    return [done.sum().item(), round(total[0] / 2_718_281.8, 3), total[1]]

def stored():
    file = io.BytesIO()
    torch.save(torch.ones(2), file)
    file.seek(0)
    return torch.load(file).tolist()

def too_large():
    try:
        torch.empty(10**15)
    except RuntimeError:
        return "RuntimeError"

ones = torch.ones
works = {
    "autograd": cube,
    "adam": lambda: train(torch.optim.Adam, lr=0.05),
    "sgd": lambda: train(torch.optim.SGD, lr=0.1, momentum=0.9),
    "lbfgs": lambda: train(torch.optim.LBFGS),
    "grad": lambda: torch.func.grad(lambda x: (x**2).sum())(ones(2)).tolist(),
    "jacrev": lambda: torch.func.jacrev(lambda x: x * 3)(ones(2)).tolist(),
    "vmap": lambda: torch.vmap(torch.dot)(ones(3, 4), ones(3, 4)).tolist(),
    "einsum": lambda: torch.einsum("ij,jk->ik", ones(2, 3), ones(3, 2)).tolist(),
    "bmm": lambda: torch.bmm(ones(2, 2, 3), ones(2, 3, 1)).flatten().tolist(),
    "svd": lambda: torch.linalg.svdvals(2 * torch.eye(40)).sum().item(),
    "solve": lambda: torch.linalg.solve(2 * torch.eye(200), ones(200)).sum().item(),
    "normal": lambda: torch.distributions.Normal(0.0, 1.0).log_prob(torch.tensor(0.0)).item(),
    "conv": lambda: torch.nn.functional.conv2d(ones(1, 3, 8, 8), ones(2, 3, 3, 3)).sum().item(),
    "lstm": lambda: list(torch.nn.LSTM(3, 4)(ones(2, 1, 3))[0].shape),
    "bfloat16": lambda: (ones(64, 64).bfloat16() @ ones(64, 64).bfloat16()).sum().item(),
    "fft": lambda: torch.fft.fft(ones(64)).abs().sum().item(),
    "random": drawn,
    "jit": scripted,
    "threads": many_threads,
    "numpy": lambda: float(np.linalg.inv(2 * np.eye(100)).sum() + np.random.default_rng(1).normal(size=3).size),
    "stored": stored,
    "checkpoint": lambda: checkpoint(lambda x: x * 2, ones(2, requires_grad=True), use_reentrant=False).tolist(),
    "too large": too_large,
}
'''

EXPECTED = {
    "autograd": 12.0, "adam": True, "sgd": True, "lbfgs": True, "grad": [2.0, 2.0],
    "jacrev": [[3.0, 0.0], [0.0, 3.0]], "vmap": [4.0] * 3, "einsum": [[3.0, 3.0], [3.0, 3.0]], "bmm": [3.0] * 4,
    "svd": 80.0, "solve": 100.0, "normal": pytest.approx(-0.918938, abs=1e-5), "conv": 1944.0, "lstm": [2, 1, 4],
    "bfloat16": 262144.0, "fft": pytest.approx(64.0), "random": True, "jit": [3.0, 3.0],
    "threads": [2.0**27, 1.0, True], "numpy": 53.0, "stored": [1.0, 1.0], "checkpoint": [2.0, 2.0],
    "too large": "RuntimeError",
}  # fmt: skip


@pytest.fixture(scope="module")
def worked():
    """What came of honest work: torch is imported once, as in the zygote, and each user's child is a fork of it."""
    body = """
        os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
        import io, linecache, traceback
        import numpy as np, torch, torch._dynamo, torch.distributions, torch.func
        from torch.utils.checkpoint import checkpoint
        torch.set_num_threads(1)
        saved = io.BytesIO()  # what saving and loading import late may not be readable for an ordinary user
        torch.save(torch.ones(1), saved)
        saved.seek(0)
        torch.load(saved)
    """
    ending = """
        def live(user, file):
            seen = {"state": shut_in(user)}
            for name, work in works.items():
                try:
                    seen[name] = work()
                except Exception:
                    seen[name] = traceback.format_exc()
            file.write(json.dumps(seen))
            file.flush()
            os._exit(0)

        told = {}
        for user in sys.argv[1:]:
            with tempfile.TemporaryFile("w+") as file:
                pid = os.fork()
                if pid == 0:
                    live(user, file)
                assert os.waitpid(pid, 0)[1] == 0
                file.seek(0)
                told[user] = json.loads(file.read())
        print(json.dumps(told))
    """
    names = users.args[1]
    return told(textwrap.dedent(body) + WORK + textwrap.dedent(ending), *names, seconds=200)


@live
@users
def test_honest_work_comes_to_the_right_numbers(worked, user):
    assert worked[user] == {"state": "active", **EXPECTED}
