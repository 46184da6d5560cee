import { fileURLToPath } from "node:url";
import manifest from "../package.json" with { type: "json" };
import { Session } from "./commands/call/session.ts";
import { commands } from "./commands/commands.ts";
import { servePlugin } from "nu-plugin";

// The manifest is not destructured, as that would put all of it into the bundle.
const version = manifest.version;

// The bundle in dist is as deep as this file.
const home = fileURLToPath(new URL("..", import.meta.url));

const signatures = async () => (await import("./commands/signatures.ts")).signatures;

async function main(args: readonly string[]): Promise<number> {
  if (args.some((arg) => /^--(stdio|local-socket)$/.test(arg))) {
    return servePlugin({ version, commands: commands(new Session(), home), signatures }, args);
  }
  // It is a person who has called it. What answers is loaded only now, as Nushell waits for every start.
  return (await import("./setup/setup.ts")).setUp(args, version, home);
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
