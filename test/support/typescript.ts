import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fetched } from "../../src/build/fetched.ts";
import { fixtures, root } from "./nu.ts";
import { temporaryDirectory, writeFiles } from "./temporary-directory.ts";

const installed = join(root, "node_modules/typescript");

/** The oldest TypeScript that the guide promises, the last one written in JavaScript that many still have, and this one. */
export const typescripts = ["5.4.5", "5.9.3", "7.0.2"] as const;

/** Runs a TypeScript in a directory, strictly, and returns what it prints: an error a line. */
export function tsc(version: (typeof typescripts)[number], cwd: string, ...args: string[]): string {
  const home = version === "7.0.2" ? installed : fetched("typescript", version);
  const strict = ["--noEmit", "--strict", "--pretty", "false", "--target", "es2022"];
  const { stdout, stderr } = spawnSync(process.execPath, [join(home, "bin/tsc"), ...strict, ...args], {
    cwd,
    encoding: "utf8",
  });
  return stdout + stderr;
}

/** A project of an author's: the declarations of the SDK, as they are built for its package, and those of Node. */
export function projectWithTypes(files: Readonly<Record<string, string>>): string {
  const {
    name,
    type,
    exports,
    "clean-package": packed,
  } = JSON.parse(readFileSync(join(root, "src/nushell/package.json"), "utf8"));
  const directory = temporaryDirectory({
    "package.json": { type: "module" },
    "node_modules/nu-plugin/package.json": { name, type, exports, ...packed.replace },
    "node_modules/@types/.folder": "",
  });
  writeFiles(directory, files);
  const project = join(root, "src/nushell/tsconfig.declarations.json");
  execFileSync(process.execPath, [
    join(installed, "bin/tsc"),
    "--project",
    project,
    "--outDir",
    join(directory, "node_modules/nu-plugin/dist"),
  ]);
  for (const types of ["@types/node", "undici-types"]) {
    symlinkSync(join(root, "node_modules", types), join(directory, "node_modules", types));
  }
  return directory;
}

/** A folder with these files beside the example plugins, where the SDK is its source and TypeScript is set as it is here. */
export function projectWithSource(files: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory({
    "package.json": { type: "module" },
    "tsconfig.json": {
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        typeRoots: [join(root, "node_modules/@types")],
        verbatimModuleSyntax: false,
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: [],
      files: [
        join(root, "src/nushell/protocol/msgpack/msgpackr-unpack.d.ts"),
        ...Object.keys(files).filter((file) => file.endsWith(".ts")),
      ],
    },
    ...files,
  });
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  for (const file of readdirSync(`${fixtures}/plugins`)) {
    symlinkSync(join(fixtures, "plugins", file), join(directory, file));
  }
  return directory;
}

/** Compiles a folder by its tsconfig.json, and returns what TypeScript prints: an error a line. */
export function errorsIn(directory: string): string {
  const args = [join(installed, "bin/tsc"), "--noEmit", "--pretty", "false", "--project", directory];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return stdout + stderr;
}
