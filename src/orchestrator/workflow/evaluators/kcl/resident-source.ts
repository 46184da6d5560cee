import { kclJudgeSource } from "./judge-source.ts";
import { kclLockSource } from "./lock-source.ts";

/**
 * The Python source of the resident process, which reads a line of JSON for each evaluation and answers with a line. It
 * is a text so that it becomes part of the bundle. What the engine writes to stdout goes to stderr, because stdout is
 * for the answers alone.
 */
export const residentSource = String.raw`
${kclLockSource}
${kclJudgeSource}
import faulthandler, glob, json

try:
    import resource
except ImportError:
    # Windows
    resource = None

requests = os.fdopen(os.dup(0), "rb")
answers = os.fdopen(os.dup(1), "wb")
nowhere = os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 0)
os.dup2(2, 1)

# An evaluation without end holds Python's lock, so no thread of it could see that the plugin was killed. Windows ends
# what the plugin has started by itself.
if sys.platform == "linux":
    if ctypes is not None:
        ctypes.CDLL(None).prctl(1, 9)
    # It may be gone by now. Not its parent: a script that stands for Python may be between.
    try:
        os.kill(int(sys.argv[1]), 0)
    except ProcessLookupError:
        sys.exit()

# Before anything of the user's is read, and before the engine can have threads.
locked = lock_in()
mostMemory = 512 << 20
away = os.getcwd()


def peak_memory():
    """The most bytes of memory that this process has used at once."""
    if resource is not None:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if ctypes is None:
        return 0
    counters = ctypes.create_string_buffer(72)
    ctypes.windll.kernel32.K32GetProcessMemoryInfo(ctypes.c_void_p(-1), counters, len(counters))
    return struct.unpack_from("=Q", counters, 8)[0]


def say(answer):
    answers.write(json.dumps(answer).encode("utf-8", "backslashreplace") + b"\n")
    answers.flush()


def load():
    try:
        import kcl_lib.api as api
    except ImportError:
        # Isolated, Python leaves out what was installed for this user alone.
        import site
        site.addsitedir(site.getusersitepackages())
        import kcl_lib.api as api
    return api


try:
    api = load()
except ImportError as error:
    say({"missing": str(error)})
    sys.exit()
service = api.API()
# Nothing that the engine could look for: no git, no ssh, and no home in which it makes a folder for packages.
os.environ.clear()
os.environ.update(PATH=os.devnull, KCL_PKG_PATH=os.devnull)
say({"ready": True})


def plain(errors):
    return [
        {
            "level": error.level,
            "code": error.code,
            "messages": [
                {
                    "text": message.msg,
                    "path": message.pos.filename,
                    "line": message.pos.line,
                    "column": message.pos.column,
                }
                for message in error.messages
            ],
        }
        for error in errors
    ]


def mentions(paths, *words):
    for path in paths:
        with open(path, "rb") as source:
            text = source.read()
        if any(word in text for word in words):
            return True
    return False


def hidden_refusals(parse):
    """What the lock may have refused in a program that ended well."""
    try:
        parsed = service.parse_program(parse)
        return list(swallowed(tree_of(parsed.ast_json))) if mentions(parsed.paths, b"catch", b"fqdn") else []
    except Exception:
        # Nothing was written all the same, and KCL has its verdict.
        return []


def evaluate(request):
    # KCL takes a path for a pattern.
    paths = [glob.escape(request["path"])]
    packages = [api.ExternalPkg(**package) for package in request["packages"]]
    parse = api.ParseProgramArgs(paths=paths, external_pkgs=packages)

    def refusing(errors):
        return {"json": "", "error": "refused", "parseErrors": errors, "typeErrors": []}

    if not locked:
        parsed = service.parse_program(parse)
        found = plain(parsed.errors)
        # What does not parse is not evaluated either.
        if not any(error["level"] == "error" for error in found):
            found = list(refusals(tree_of(parsed.ast_json)))
        if found:
            return refusing(found)
    # Whether the file is valid is what this says; what is asked below tells only where it is not.
    program = {"k_filename_list": paths, "external_pkgs": packages, "disable_yaml_result": True}
    answer = {"json": "", "error": "", "parseErrors": [], "typeErrors": []}
    try:
        result = service.exec_program(api.ExecProgramArgs(**program))
        if len(result.json_result) + len(result.log_message) > request["maxBytes"]:
            return {"tooLarge": True}
        answer["json"] = result.json_result
        answer["error"] = result.err_message
    except Exception as error:
        answer["error"] = str(error) or repr(error)
    if answer["error"] == "":
        # Of a valid file KCL warns for its imports alone, and only by one of them it does what the lock refuses.
        if not mentions([request["path"]], b"import"):
            return answer
        found = hidden_refusals(parse) if locked else []
        if found:
            return refusing(found)
        try:
            # Asked to compile and nothing else, KCL takes warnings for errors.
            service.exec_program(api.ExecProgramArgs(**program, compile_only=True))
            return answer
        except Exception:
            pass
    answer["parseErrors"] = plain(service.parse_program(parse).errors)
    # Of a file that does not parse nobody asks for its types: looking for them, KCL goes through all folders below.
    if not answer["parseErrors"]:
        try:
            loaded = service.load_package(api.LoadPackageArgs(parse_args=parse, resolve_ast=True))
            answer["typeErrors"] = plain(loaded.type_errors)
        except Exception:
            # What it says is as deep as the program, and past a hundred levels its own reader gives up.
            pass
    return answer


for line in requests:
    request = json.loads(line)
    # Should nobody be there to stop it, this ends the process. It needs neither Python's lock nor a signal.
    faulthandler.dump_traceback_later(request["timeoutMs"] / 1000 + 1, exit=True, file=nowhere)
    try:
        os.chdir(request["folder"])
        answer = evaluate(request)
    except Exception as error:
        answer = {"failed": str(error) or repr(error)}
    faulthandler.cancel_dump_traceback_later()
    os.chdir(away)
    isLast = peak_memory() > mostMemory
    say({**answer, "isLast": isLast})
    if isLast:
        break
`;
