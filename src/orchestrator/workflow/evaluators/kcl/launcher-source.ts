import { kclLockSource } from "./lock-source.ts";

/** The file that the launcher makes in its folder once it is locked in. If it is there, the program ran locked in. */
export const lockedMark = "locked";

/**
 * The Python source that locks itself in and then becomes another program, with the arguments FOLDER PROGRAM
 * ARGUMENT... The program may write in the folder alone, and start nothing but what the kernel needs to run it: what
 * its first line names, and a loader.
 */
export const kclLauncherSource = String.raw`
${kclLockSource}

def startable(program):
    """The program and what the kernel starts to run it."""
    found = []
    waiting = [program]
    while waiting:
        path = waiting.pop()
        if path in found or not os.path.isfile(path):
            continue
        found.append(path)
        with open(path, "rb") as file:
            start = file.read(64)
            if start[:2] == b"#!":
                file.seek(2)
                words = os.fsdecode(file.readline(4096)).split()
                waiting += words[:1]
                # #!/usr/bin/env python3
                places = [place for place in os.get_exec_path() if os.path.isabs(place)]
                waiting += [os.path.join(place, word) for place in places for word in words[1:]]
            elif start[:6] == b"\x7fELF\x02\x01":
                offset, size, count = *struct.unpack_from("<Q", start, 32), *struct.unpack_from("<HH", start, 54)
                file.seek(offset)
                headers = file.read(size * count)
                for at in range(0, len(headers) - 55, size):
                    # The segment that names the loader.
                    if struct.unpack_from("<I", headers, at) == (3,):
                        file.seek(struct.unpack_from("<Q", headers, at + 8)[0])
                        waiting.append(os.fsdecode(file.read(4096).split(b"\0")[0]))
    return found


folder, program, *arguments = sys.argv[1:]
if not lock_in([folder], startable(program)):
    sys.exit(1)
mark = os.path.join(folder, "${lockedMark}")
open(mark, "w").close()
try:
    os.execv(program, [program, *arguments])
finally:
    os.remove(mark)
`;
