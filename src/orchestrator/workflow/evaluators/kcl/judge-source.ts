/**
 * The Python source that judges a KCL program by the syntax tree that KCL's parser gives of every file that would be
 * loaded. Where its process cannot be locked in, it judges before the evaluation and refuses what is not known to be
 * harmless. Where the lock refused something that the program then reported no error for, it judges afterwards.
 */
export const kclJudgeSource = String.raw`
import json, re

# Modules of KCL that only compute, and what in the others only computes or reads (KCL 0.13).
pure = {
    "base32", "base64", "collection", "crypto", "datetime", "manifests", "math", "regex", "runtime", "template", "units",
}
harmless = {
    "file": {"abs", "current", "exists", "glob", "modpath", "read", "read_env", "size", "workdir"},
    "json": {"decode", "encode", "merge", "validate"},
    "yaml": {"decode", "decode_all", "encode", "encode_all", "validate"},
    "net": {
        "CIDR_host", "CIDR_netmask", "CIDR_subnet", "CIDR_subnets", "IP_string", "is_IP", "is_IP_in_CIDR", "is_IPv4",
        "is_IPv6", "is_global_unicast_IP", "is_interface_local_multicast_IP", "is_link_local_multicast_IP",
        "is_link_local_unicast_IP", "is_loopback_IP", "is_multicast_IP", "is_unspecified_IP", "join_host_port",
        "parse_CIDR", "parse_IP", "split_host_port", "to_IP4", "to_IP6",
    },
}
harmful = {
    "file": {"append", "cp", "delete", "mkdir", "mv", "write"},
    "json": {"dump_to_file"},
    "yaml": {"dump_all_to_file", "dump_to_file"},
    "net": {"fqdn"},
}
because = "; it was not evaluated, as nothing on this system could stop it then: "
elsewhere = ", or validate on Linux 5.13 or later with Landlock"
# Where a syntax tree has a name that nothing is loaded by, and what tells such a place: {key = ...}, f(arg = ...),
# lambda args {}, for targets in ..., all variables in ..., (...).attr, target: Schema {}.
naming = {
    "key": "operation", "arg": "value", "args": "defaults", "targets": "iter", "variables": "if_cond",
    "attr": "has_question", "target": "value",
}
part_of_json = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s"\[\]{},:]+')


def tree_of(text):
    """What a JSON text says, however deep it is: Python's own reader recurses."""
    try:
        return json.loads(text)
    except RecursionError:
        pass
    open_parts = [[]]
    for part in part_of_json.findall(text):
        if part in ("[", "{"):
            open_parts.append([])
        elif part in ("]", "}"):
            items = open_parts.pop()
            open_parts[-1].append(items if part == "]" else dict(zip(items[::2], items[1::2])))
        else:
            open_parts[-1].append(json.loads(part))
    return open_parts[0][0]


def plain_name(name):
    """The name as KCL looks it up: it drops a $ before it."""
    return name[1:] if name.startswith("$") else name


def identifiers(value):
    """The identifiers that a field has, first name by first name; None where it has anything else."""
    found = [part.get("node") for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]
    if all(isinstance(node, dict) and isinstance(node.get("names"), list) for node in found):
        return [plain_name(node["names"][0]["node"]) for node in found]
    return None


def survey(program):
    """
    Of every file: its name, its imports, its uses of imported names as (parts of the name, module), and the names that
    it gives to something of its own.
    """
    for file in (file for files in program["pkgs"].values() for file in files):
        imports, used, own = [], [], set()
        waiting = [file["body"]]
        while waiting:
            part = waiting.pop()
            if isinstance(part, list):
                waiting.extend(part)
            if not isinstance(part, dict):
                continue
            if part.get("type") == "Import":
                imports.append(part)
            if isinstance(part.get("names"), list):
                used.append(part["names"])
            if part.get("type") == "SchemaAttr" or "paths" in part:
                own.add(plain_name(part["name"]["node"]))
            for field, value in part.items():
                given = identifiers(value) if naming.get(field) in part else None
                if given is None:
                    waiting.append(value)
                else:
                    own.update(given)
        modules = {}
        for node in imports:
            modules.setdefault(plain_name(node["name"]), set()).add(plain_name(node["path"]["node"]))
        uses = [(names, module) for names in used for module in modules.get(plain_name(names[0]["node"]), ())]
        yield file["filename"], imports, uses, own


def refusal(file, place, text):
    """As the parser's errors are given."""
    place = {"path": file, "line": place["line"], "column": place["column"]}
    return {"level": "error", "code": "Error(Refused)", "messages": [{"text": text, **place}]}


def refused(module, function):
    does = "use the network" if module == "net" else "write files"
    return f"{module}.{function} was refused: validating does not let a workflow {does}"


def refusals(program):
    """What in the program may write files or use the network, or cannot be judged."""
    for file, imports, uses, own in survey(program):
        for node in imports:
            name = plain_name(node["path"]["node"])
            if name not in pure and name not in harmless and name not in program["pkgs"]:
                known = "neither a module of this package nor one of KCL's that is known only to read or compute"
                yield refusal(file, node["path"], f"{node['rawpath']}: {known}{because}do without it{elsewhere}")
        for names, module in uses:
            if module not in harmless:
                continue
            name, *attributes = [plain_name(part["node"]) for part in names]
            meant = f"if something else is meant by {name}, rename that or import the module under another name"
            if not attributes:
                # KCL has no value for a module's bare name: where the file gives the name to something, that is meant.
                if name not in own:
                    what = f"{name}: what is done with this module cannot be judged"
                    yield refusal(file, names[0], what + because + meant + elsewhere)
            elif attributes[0] in harmful[module]:
                yield refusal(file, names[0], refused(module, attributes[0]) + because + "take it out")
            elif attributes[0] not in harmless[module]:
                advice = meant if name in own else "correct its name"
                yield refusal(file, names[0], f"unknown function {module}.{attributes[0]}{because}{advice}{elsewhere}")


def swallowed(program):
    """What the lock may have refused with no error left: in a program that catches errors, and by net.fqdn."""
    calls = [
        (file, names[0], module, plain_name(names[1]["node"]))
        for file, _, uses, _ in survey(program)
        for names, module in uses
        if len(names) > 1
    ]
    catches = any((module, function) == ("runtime", "catch") for _, _, module, function in calls)
    for file, place, module, function in calls:
        if function in harmful.get(module, ()) and (catches or module == "net"):
            yield refusal(file, place, refused(module, function))
`;
