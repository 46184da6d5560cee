// What the packages that are built with, and bundled, bring along: licences, scripts and known faults.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { build } from "rolldown";
import lock from "../package-lock.json" with { type: "json" };
import manifest from "../package.json" with { type: "json" };
import { licenses } from "../src/build/licenses.ts";
import { cleanEnvironment, root } from "./support/nu.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

interface Locked {
  readonly license?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const locked: Readonly<Record<string, Locked>> = lock.packages;
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");

it("is built with packages under permissive licences, but for one of which it publishes nothing [licenses]", () => {
  const known = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-3-Clause", "ISC", "MIT"]);
  const entries = Object.entries(locked).filter(([, { link = false }]) => !link);
  // The lock has no licence of what is built for other systems, which is that of the package that it belongs to.
  const builds = entries.filter(([, { license, optional = false }]) => license === undefined && optional);
  const owners = builds.map(([path]) =>
    entries.find(([, each]) => each.optionalDependencies?.[nameOf(path)] !== undefined),
  );
  const licenseOf = new Map([
    ...entries.map(([path, { license }]) => [path, license] as const),
    ...builds.map(([path], i) => [path, owners[i]?.[1].license] as const),
  ]);
  const others = [...licenseOf].filter(([, license]) => !known.has(license ?? ""));
  // Vitest's bundler minifies CSS with it; nothing of it is in what is published.
  expect(others.filter(([path]) => !/^node_modules\/lightningcss(-|$)/.test(path))).toEqual([]);
  expect(new Set(others.map(([, license]) => license))).toEqual(new Set(["MPL-2.0"]));
});

it("has no dependency whose script would run as it is installed [install-scripts]", () => {
  const wanting = Object.entries(locked).filter(([, { hasInstallScript = false }]) => hasInstallScript);
  expect(wanting.map(([path]) => nameOf(path)).toSorted()).toEqual(Object.keys(manifest.allowScripts).toSorted());
  expect(new Set(Object.values(manifest.allowScripts))).toEqual(new Set([false]));
});

describe("the licences beside a bundle", () => {
  const library = (license: string, more: object = {}) => ({
    "package.json": { name: "lib", version: "1.2.3", type: "module", license, author: "Ada" },
    "index.js": "export const used = 1; console.log(used)",
    ...more,
  });
  const bundled = async (lib: object, text: string) => {
    const files = Object.entries(lib).map(([name, content]) => [`node_modules/lib/${name}`, content]);
    const cwd = temporaryDirectory({ ...Object.fromEntries(files), "main.js": text });
    const { output } = await build({ input: "main.js", cwd, write: false, plugins: [licenses()] });
    const made = output.find(({ fileName }) => fileName === "LICENSES.txt");
    return made?.type === "asset" ? String(made.source) : undefined;
  };

  it("are those of the packages that it has code of [licenses-bundled]", async () => {
    const own = library("ISC", { "LICENCE.md": "Do as you like.\n" });
    expect(await bundled(own, 'import "lib";')).toMatch(/\nlib 1\.2\.3, ISC\n\nDo as you like\.\n$/);
    expect(await bundled(own, "console.log(1);")).not.toContain("lib");
  });

  it("are the known text of MIT for one that only names it, and of another that does the build fails [licenses-bundled]", async () => {
    expect(await bundled(library("MIT"), 'import "lib";')).toMatch(
      /\nlib 1\.2\.3, MIT\n\nCopyright \(c\) Ada\n\nPermission is/,
    );
    await expect(bundled(library("GPL-3.0"), 'import "lib";')).rejects.toThrow(
      "lib has no file with its licence, GPL-3.0",
    );
  });
});

describe("npm run audit", () => {
  let registry: Server | undefined;
  afterEach(() => registry?.close());

  /** What it says where the registry answers so. It is asked by POST for faults, and by GET for versions without. */
  async function audit(status: number, body: string) {
    registry = createServer(({ method }, response) =>
      response.writeHead(method === "POST" ? status : 404, { "content-type": "application/json" }).end(body),
    );
    await once(registry.listen(0, "127.0.0.1"), "listening");
    const address = registry.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const env = cleanEnvironment({
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: temporaryDirectory(),
    });
    const child = spawn("npm", ["run", "--silent", "audit"], { cwd: root, env });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (said += data.toString()));
    const [code] = await once(child, "close");
    return { code, said };
  }

  it("fails where a package has a known fault, and names it [audit]", async () => {
    const fault = {
      id: 1,
      url: "https://example.org/1",
      title: "It leaks",
      severity: "high",
      vulnerable_versions: "*",
    };
    const { code, said } = await audit(200, JSON.stringify({ zod: [fault] }));
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringMatching(/zod .*It leaks/s) });
  });

  it("passes where none has [audit]", async () => {
    expect(await audit(200, "{}")).toEqual({ code: 0, said: "found 0 vulnerabilities\n" });
  });

  it("passes where the registry does not answer, and says so [audit]", async () => {
    const { code, said } = await audit(405, "");
    expect({ code, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining("did not answer, so nothing is known"),
    });
  });
});
