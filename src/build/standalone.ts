// `npm run standalone` makes an executable of the plugin that contains Node, and an archive of it with all that belongs to it,
// for the system that it runs on. They come into `standalone`, or into the folder that is given.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { arch, argv, execPath, platform, versions } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { create } from "tar";
import manifest from "../../package.json" with { type: "json" };
import config from "../rolldown.config.ts";
import { fetched } from "./fetched.ts";
import { licensesFile } from "./licenses.ts";
import { newestNode } from "./node.ts";
import { workerText } from "./worker-code.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const output = resolve(argv[2] ?? join(root, "standalone"));

const { name, version } = manifest;
const extension = platform === "win32" ? ".exe" : "";
const system = `${platform === "win32" ? "win" : platform}-${arch}`;
// Without the version in its name, so that an upgrade is unpacked over it and what is registered stays in its place.
const folder = join(output, name);
// As deep as the bundle is in the package, which finds there what belongs to it.
const executable = join(folder, "bin", `${name}${extension}`);
const archive = join(output, `${name}-${version}-${system}.tar.gz`);

/** Node's own program, and its licence, which goes along with it. */
function nodeToContain(): { program: string; license: string } {
  if (versions.node !== newestNode && platform !== "linux") {
    throw new Error(`the executable contains Node ${newestNode}: run this with it, as here it cannot be fetched`);
  }
  const program =
    versions.node === newestNode ? execPath : join(fetched(`node-linux-${arch}`, newestNode), "bin", "node");
  // On Windows they are in one folder.
  const licenses = ["../LICENSE", "LICENSE"].map((file) => join(dirname(program), file));
  const license = licenses.find((file) => existsSync(file));
  if (license === undefined)
    throw new Error(`the licence of Node is missing: it was expected at ${licenses.join(" or ")}`);
  return { program, license };
}

/** Makes one file of the plugin, with all that it loads later, as an executable has no other files to load. */
async function bundle(file: string): Promise<void> {
  const { dir: _, entryFileNames: __, chunkFileNames: ___, ...rest } = config.output;
  const plugins = [workerText(), ...config.plugins];
  await build({ ...config, plugins, cwd: root, output: { ...rest, file, cleanDir: false, codeSplitting: false } });
}

/** Puts the bundle into a copy of Node, with what V8 has compiled of it: without that a start takes twice as long. */
function inject(node: string, work: string): void {
  const base = join(work, `node${extension}`);
  copyFileSync(node, base);
  // A quarter of its size is for debuggers. Where there is no strip, that stays.
  if (platform === "linux") spawnSync("strip", [base]);
  const seaConfig = join(work, "sea.json");
  const settings = {
    main: join(work, "main.cjs"),
    executable: base,
    output: executable,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // NODE_OPTIONS is for other programs: it may name files, or options that this Node does not know.
    execArgvExtension: "none",
  };
  writeFileSync(seaConfig, JSON.stringify(settings));
  execFileSync(node, ["--build-sea", seaConfig], { stdio: ["ignore", "ignore", "inherit"] });
  // macOS runs nothing whose signature is not that of its content.
  if (platform === "darwin") execFileSync("codesign", ["--force", "--sign", "-", executable]);
}

/** Adds what npm's package has, but for the bundle and what starts it, and the licence of Node. */
function addFiles(license: string): void {
  for (const each of [...manifest.files, "README.md", "LICENSE"]) {
    if (/^!?dist/.test(each)) continue;
    if (each.startsWith("!")) rmSync(join(folder, each.slice(1)));
    else cpSync(join(root, each), join(folder, each), { recursive: true, filter: isNoLauncher });
  }
  copyFileSync(license, join(folder, "LICENSE.node"));
}

function isNoLauncher(file: string): boolean {
  return !/^nu_plugin_|^package\.json$/.test(basename(file));
}

const { program, license } = nodeToContain();
rmSync(folder, { recursive: true, force: true });
mkdirSync(dirname(executable), { recursive: true });
const work = mkdtempSync(join(tmpdir(), "standalone-"));
try {
  await bundle(join(work, "main.cjs"));
  copyFileSync(join(work, licensesFile), join(folder, licensesFile));
  inject(program, work);
} finally {
  rmSync(work, { recursive: true });
}

addFiles(license);
await create({ file: archive, cwd: output, gzip: true, portable: true }, [name]);

const megabytes = (file: string) => `${(statSync(file).size / 1e6).toFixed(0)} MB`;
console.log(`${executable}, with Node ${newestNode}: ${megabytes(executable)}`);
console.log(`${archive}: ${megabytes(archive)}`);
