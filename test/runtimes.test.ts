import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cleanEnvironment, nu, root } from "./support/nu.ts";
import { projectWith } from "./support/packages.ts";
import { namesIn, readPage, rowsOf } from "./support/pages.ts";
import { pathWith, buildlessNames, type RuntimeName } from "./support/runtimes.ts";
import { temporaryDirectory, writeFiles } from "./support/temporary-directory.ts";

const guide = "src/nushell/README.md";

/** The first lines that the guide tells, by the runtime's name without its version. */
const firstLines = new Map(
  rowsOf(readPage(guide), "runtime").map(([name = "", line]) => [name.split(" ")[0], namesIn(line)[0]]),
);

/** A folder with a plugin as the file has it, but for the first line that its runtime needs, and the SDK's package. */
async function started(name: RuntimeName, file: string, script: string) {
  const folder = projectWith("nu-plugin");
  const source = readFileSync(`${root}/fixtures/plugins/${file}`, "utf8").replace(/^#!.*\n/, "");
  const plugin = join(folder, `nu_plugin_${file}`);
  const firstLine = firstLines.get(name.split(" ")[0]);
  expect(firstLine).toMatch(/^#!/);
  writeFiles(folder, { [`nu_plugin_${file}`]: `${firstLine}\n${source}` });
  chmodSync(plugin, 0o755);
  return nu(script, { plugins: [plugin], cwd: folder, env: { HOME: folder, PATH: pathWith(name) } });
}

it("is, in the guide's first listing, one file of less than 20 lines that is a plugin [sdk-runtimes]", () => {
  const [, listing = ""] = /^```ts\n(.*?)^```$/ms.exec(readPage(guide)) ?? [];
  expect(listing).toBe(readFileSync(`${root}/fixtures/plugins/hello.ts`, "utf8"));
  expect(listing.trimEnd().split("\n").length).toBeLessThan(20);
});

describe.each(buildlessNames)("%s", { timeout: 300_000 }, (name) => {
  it("runs the guide's first plugin without a build [sdk-runtimes]", async () => {
    expect(await started(name, "hello.ts", "hello Ada --shout")).toEqual({
      stdout: "HELLO, ADA!\n",
      stderr: "",
      code: 0,
    });
  });

  it("keeps what JavaScript prints away from the protocol [sdk-runtimes-stdout]", async () => {
    // What the others do by themselves, Deno cannot: the guide says so.
    const ways = [
      "console",
      "property",
      ...(name === "Deno" ? [] : ["import", "descriptor", "device", "child", "worker"]),
    ];
    const { stdout, stderr } = await started(
      name,
      "misprinting.ts",
      ways.map((way) => `print (misprint ${way})`).join("\n"),
    );
    expect(stdout).toBe("1\n".repeat(ways.length));
    // What goes by descriptor 1 is dropped, as Nushell's stderr is a socket here.
    const told = ways.filter((way) => /console|property|import|worker/.test(way)).map((way) => `by ${way}`);
    expect(stderr.trimEnd().split("\n")).toEqual(expect.arrayContaining(["printed while loading", ...told]));
  });
});

const bundling = [...readPage("src/nushell/docs/bundling.md").matchAll(/^```sh\nnpx ((\S+) .*?)^```$/gms)].map(
  ([, commands = "", bundler = ""]) => ({ bundler, commands }),
);

it.each(bundling)("makes with $bundler one file for every Node [sdk-bundling]", async ({ commands }) => {
  const folder = projectWith("nu-plugin");
  writeFiles(folder, { "nu_plugin_hello.ts": readFileSync(`${root}/fixtures/plugins/hello.ts`) });
  const { PATH = "", ...env } = cleanEnvironment();
  env["PATH"] = `${root}/node_modules/.bin${delimiter}${PATH}`;
  expect(spawnSync("sh", ["-ec", commands], { cwd: folder, env })).toMatchObject({ status: 0 });
  // It needs nothing of the folder where it was made.
  const plugin = join(temporaryDirectory(), "nu_plugin_hello.mjs");
  renameSync(join(folder, "dist/nu_plugin_hello.mjs"), plugin);
  const called = await nu("hello Ada", { plugins: [plugin] });
  expect(called).toEqual({ stdout: "Hello, Ada!\n", stderr: "", code: 0 });
});

it("found the bundlers", () => {
  expect(bundling.map(({ bundler }) => bundler)).toEqual(["esbuild", "rolldown"]);
});
