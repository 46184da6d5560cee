/**
 * The program of the resident Python: a line of JSON for each evaluation, a line for its answer. Text, so that it is
 * part of the bundle. What the engine writes to stdout goes to stderr: stdout is for the answers alone.
 */
export const residentSource = String.raw`
import json, os, resource, signal, sys

requests = os.fdopen(os.dup(0), "rb")
answers = os.fdopen(os.dup(1), "wb")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.dup2(2, 1)

# An evaluation without end holds Python's lock, so no thread of it could see that the plugin was killed.
if sys.platform == "linux":
    try:
        import ctypes
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        pass
    # It may be gone by now. Not its parent: a script that stands for Python may be between.
    try:
        os.kill(int(sys.argv[1]), 0)
    except ProcessLookupError:
        sys.exit()

mostMemory = 512 << 20


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
say({"ready": True})


def plain(errors):
    return [
        {
            "level": error.level,
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


def has_import(path):
    with open(path, "rb") as source:
        return b"import" in source.read()


def evaluate(request):
    packages = []
    if request["package"] is not None:
        found = service.update_dependencies(api.UpdateDependenciesArgs(manifest_path=request["package"]))
        packages = found.external_pkgs
    # Whether the file is valid is what this says; what is asked below tells only where it is not.
    program = api.ExecProgramArgs(
        k_filename_list=[request["path"]], external_pkgs=packages, disable_yaml_result=True
    )
    answer = {"json": "", "error": ""}
    try:
        result = service.exec_program(program)
        if len(result.json_result) + len(result.log_message) > request["maxBytes"]:
            return {"tooLarge": True}
        answer["json"] = result.json_result
        answer["error"] = result.err_message
    except Exception as error:
        answer["error"] = str(error) or repr(error)
    parse = api.ParseProgramArgs(paths=[request["path"]], external_pkgs=packages)
    # Checking types takes twice as long as all else, and warns of imports alone.
    resolve = answer["error"] != "" or has_import(request["path"])
    loaded = service.load_package(api.LoadPackageArgs(parse_args=parse, resolve_ast=resolve))
    answer["parseErrors"] = plain(loaded.parse_errors)
    answer["typeErrors"] = plain(loaded.type_errors)
    answer["files"] = list(loaded.paths)
    return answer


for line in requests:
    request = json.loads(line)
    for name, value in request["env"].items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    # Its default is to end the process, lock or no lock.
    signal.setitimer(signal.ITIMER_REAL, request["timeoutMs"] / 1000 + 1)
    try:
        os.chdir(request["folder"])
        answer = evaluate(request)
    except Exception as error:
        answer = {"failed": str(error) or repr(error)}
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.chdir("/")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    isLast = peak > mostMemory
    say({**answer, "isLast": isLast})
    if isLast:
        break
`;
