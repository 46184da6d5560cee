/**
 * The Python source with which a program begins in order to lock its process in. That takes Linux, no privileges and no
 * native code: Landlock (kernel 5.13) for files and programs, a filter of system calls for the network. What is then
 * not allowed is not allowed to whatever the process starts either, and nobody can take the lock off.
 */
export const kclLockSource = String.raw`
import os, platform, struct, sys

try:
    import ctypes
except ImportError:
    ctypes = None

# What the kernel calls each processor, and its number of the call "socket".
processors = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def lock_in(folders=(), programs=()):
    """
    From now on this process writes only in the folders, starts only the programs, and opens no socket of any kind.
    False, with nothing promised, where this system has no such lock.
    """
    if sys.platform != "linux" or sys.maxsize < 1 << 32 or ctypes is None:
        return False
    processor = processors.get(platform.machine())
    if processor is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    ulong = ctypes.c_ulong

    abi = libc.syscall(ulong(444), ulong(0), ulong(0), ulong(1))
    if abi < 1:
        return False
    # Each version of Landlock knows more ways to write. Reading files and folders, 4 and 8, stays open.
    execute, every = 1, (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1 & ~(4 | 8)
    # TCP from version 4; signals and abstract sockets from 6.
    handled = struct.pack("=QQQ", every, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    ruleset = libc.syscall(ulong(444), handled, ulong(len(handled)), ulong(0))
    if ruleset < 0:
        return False
    for path, rights in [(path, every & ~execute) for path in folders] + [(path, execute) for path in programs]:
        opened = os.open(path, os.O_PATH)
        rule = struct.pack("=Qi", rights, opened)
        if libc.syscall(ulong(445), ulong(ruleset), ulong(1), rule, ulong(0)) != 0:
            return False
        os.close(opened)

    architecture, socket = processor
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    steps = [
        (load, 0, 0, 4),
        (equal, 0, 3, architecture),
        (load, 0, 0, 0),
        # Under these numbers x86_64 has the same calls once more.
        (at_least, 1, 0, 0x40000000),
        (equal, 0, 1, socket),
        (answer, 0, 0, 0x50000 | 13),
        (answer, 0, 0, 0x7FFF0000),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    filtering = struct.pack("HP", len(steps), ctypes.addressof(code))
    locked = (
        libc.prctl(38, ulong(1), ulong(0), ulong(0), ulong(0)) == 0
        and libc.syscall(ulong(446), ulong(ruleset), ulong(0)) == 0
        and libc.prctl(22, ulong(2), filtering, ulong(0), ulong(0)) == 0
    )
    os.close(ruleset)
    return locked
`;
