/**
 * Python that judges a KCL program before it is evaluated, where its process cannot be locked in: from the syntax tree that
 * KCL's parser gives of every file that would be loaded. What is not known to be harmless is refused.
 */
export const kclJudgeSource = String.raw`
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


def nodes(tree):
    """Every object of a syntax tree, without recursion: a tree may be deeper than Python's stack."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def refusals(program, because=""):
    """What in the program may write files or use the network, as the parser's errors are given."""
    for module in (module for modules in program["pkgs"].values() for module in modules):
        imported = {}

        def refuse(place, text):
            place = {"path": module["filename"], "line": place["line"], "column": place["column"]}
            return {"level": "error", "messages": [{"text": text + because, **place}]}

        for node in nodes(module["body"]):
            if node.get("type") != "Import":
                continue
            name = node["path"]["node"]
            if name in harmless:
                imported[node["name"]] = name
            elif name not in pure and name not in program["pkgs"]:
                yield refuse(node["path"], f"{name}: what this module does cannot be judged")
        for node in nodes(module["body"]):
            names = node.get("names")
            if not isinstance(names, list) or not names or names[0].get("node") not in imported:
                continue
            name = imported[names[0]["node"]]
            if len(names) < 2:
                yield refuse(names[0], f"{name}: what is done with this module cannot be judged")
            elif names[1]["node"] not in harmless[name]:
                does = "use the network" if name == "net" else "write files"
                yield refuse(names[0], f"{name}.{names[1]['node']} was refused: validating does not let a workflow {does}")
`;
