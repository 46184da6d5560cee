import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { Session } from "./commands/call/session.ts";
import { commands } from "./commands/commands.ts";
import { servePlugin } from "nu-plugin";
import { printable } from "./orchestrator/text/printable.ts";

// The manifest is not destructured, as that would put all of it into the bundle.
const version = manifest.version;

// The bundle in dist is as deep as this file.
const home = fileURLToPath(new URL("..", import.meta.url));

const usage = `nu_plugin_orchestrator ${version}: a plugin for Nushell, which starts it by itself.

Register it once, in Nushell:
  plugin add '${process.argv[1] ?? "nu_plugin_orchestrator"}'
  plugin use orchestrator

Then try:
  orch --help
`;

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => /^--(stdio|local-socket)$/.test(arg))) {
    return servePlugin({ version, commands: commands(new Session(), home) }, args);
  }
  if (args.includes("--version")) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const unknown = args.find((arg) => arg !== "--help" && arg !== "-h");
  if (unknown === undefined) {
    process.stdout.write(usage);
    return 0;
  }
  process.stderr.write(`nu_plugin_orchestrator: unknown argument ${printable(unknown)}; try --help\n`);
  return 2;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
