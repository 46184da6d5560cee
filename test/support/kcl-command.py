# Stands in for the `kcl` command: `kcl run [FOLDER|FILE] [--setting FILE] [--format json] [--no_style]`, over the same engine.
# As the real one (its packages kcl, kpm and lib, read in July 2026) it makes a URL of FILE and then opens what it got, makes
# files below HOME at its start, prints before the JSON what the file prints, and fetches what the kcl.mod of FOLDER, FILE
# or else the working directory names.
import argparse, json, os, re, sys, urllib.parse
import kcl_lib.api as api

parser = argparse.ArgumentParser(prog="kcl", allow_abbrev=False)
parser.add_argument("command", choices=["run"])
parser.add_argument("entries", nargs="*")
parser.add_argument("--setting", "-Y", action="append", default=[])
parser.add_argument("--format", default="yaml")
parser.add_argument("--no_style", action="store_true")
options = parser.parse_args()

os.makedirs(os.path.join(os.environ["HOME"], ".local/share/kcl/modules/.kpm/config"), exist_ok=True)
entries = [urllib.parse.quote(entry, safe="/%~:@!$&'()*+,;=") for entry in options.entries]
files = [entry for entry in entries if not os.path.isdir(entry)]
packages = []
for setting in options.setting:
    with open(setting) as text:
        settings = json.load(text)["kcl_cli_configs"]
    files += settings["file"]
    packages += [api.ExternalPkg(pkg_name=name, pkg_path=path) for name, path in settings["package_maps"].items()]
(file,) = files


def root_of(folder):
    while not os.path.exists(os.path.join(folder, "kcl.mod")):
        if os.path.dirname(folder) == folder:
            return None
        folder = os.path.dirname(folder)
    return folder


def fail(text):
    print(re.sub(r"\x1b\[[0-9;]*m", "", text) if options.no_style else text, file=sys.stderr)
    sys.exit(1)


service = api.API()
(start,) = entries or [os.getcwd()]
root = root_of(start if os.path.isdir(start) else os.path.dirname(os.path.abspath(start)))
if root is not None:
    packages += service.update_dependencies(api.UpdateDependenciesArgs(manifest_path=root)).external_pkgs
if not os.path.exists(file):
    fail(f"no such file or directory: {file}")
try:
    result = service.exec_program(api.ExecProgramArgs(k_filename_list=[file], external_pkgs=packages))
except Exception as error:
    fail(str(error))
if result.err_message:
    fail(result.err_message)
sys.stdout.write(result.log_message)
documents = [json.loads(line) for line in result.json_result.split("\n") if line]
print(",\n".join(json.dumps(document, indent=4) for document in documents))
