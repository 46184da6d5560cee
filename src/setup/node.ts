import { realpathSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "../orchestrator/workflow/evaluators/process/program-path.ts";

/** A Node by a path that will not vanish by itself. */
export interface LastingNode {
  readonly path: string;
  /** Whose it is: nvm, fnm, ...; undefined if no version manager is known to keep it. */
  readonly manager: string | undefined;
}

/**
 * Finds a lasting path of the Node at `execPath`. A link is followed, as fnm's goes with its shell, and those of nvm on
 * Windows with the next `nvm use`; but not one that leads to each next version in place of folders that an upgrade removes.
 */
export function lastingNode(execPath: string, pathVariable: string | undefined): LastingNode {
  const real = realPath(execPath) ?? execPath;
  const path = lastingLinks(real, pathVariable).find((link) => realPath(link) === real) ?? real;
  return { path, manager: managerOf(path) };
}

/** The links to a Node in whose place an upgrade puts the next one. */
function lastingLinks(real: string, pathVariable: string | undefined): readonly string[] {
  // Homebrew: /opt/homebrew/Cellar/node@22/22.18.0/bin/node
  const brew = /^(.*)\/Cellar\/([^/]+)\/[^/]+\/bin\/node$/.exec(real);
  if (brew !== null) return [join(brew[1] ?? "", "opt", brew[2] ?? "", "bin", "node")];
  // snap: /snap/node/9876/bin/node; Scoop: C:\Users\me\scoop\apps\nodejs\22.18.0\node.exe
  const numbered = /^(.*[\\/](?:snap|scoop[\\/]apps)[\\/][^\\/]+[\\/])[^\\/]+([\\/].*)$/.exec(real);
  if (numbered !== null) return [`${numbered[1]}current${numbered[2]}`];
  // Nix: what is in its store stays as long as something outside leads there.
  if (real.startsWith("/nix/store/")) {
    return [...findPrograms(["node"], pathVariable)].filter((path) => !path.startsWith("/nix/store/"));
  }
  return [];
}

const managers: Readonly<Record<string, RegExp>> = {
  nvm: /[\\/]\.?nvm[\\/]/,
  fnm: /[\\/]\.?fnm(?:_multishells)?[\\/]/,
  Volta: /[\\/]\.?volta[\\/]/i,
  asdf: /[\\/]\.?asdf[\\/]/,
  mise: /[\\/](?:mise|rtx)[\\/]/,
  nodenv: /[\\/]\.?nodenv[\\/]/,
  nvs: /[\\/]\.?nvs[\\/]/,
  n: /[\\/]n[\\/]versions[\\/]node[\\/]/,
  proto: /[\\/]\.proto[\\/]/,
};

/** The version manager that a Node's path tells of, if it is one. */
function managerOf(path: string): string | undefined {
  return Object.keys(managers).find((name) => managers[name]?.test(path));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
