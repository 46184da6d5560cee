import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { evaluatorPath } from "../support/evaluator-paths.ts";
import { describeEvaluator, kclCommandFolder, pythonWithoutLandlock } from "../support/evaluators.ts";
import { firstLine } from "../support/first-line.ts";
import { nuValue } from "../support/nu.ts";
import { contentsOf, makeFifo, temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

interface Verdict {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** `orch validate` on each file, in a real Nushell, with that configuration. */
async function verdicts(
  configuration: Record<string, string>,
  files: readonly string[],
  env: Record<string, string> = {},
): Promise<readonly Verdict[]> {
  const calls = files.map((file) => `(orch validate ${JSON.stringify(file)})`).join(" ");
  const script = `$env.config.plugins.orchestrator = ${JSON.stringify(configuration)}; [${calls}]`;
  return (await nuValue(script, { env, timeout: 100_000 })) as Verdict[];
}

/** What the call says for a file that gets no verdict. */
async function failure(
  configuration: Record<string, string>,
  file: string,
  env: Record<string, string> = {},
): Promise<string> {
  const script = `$env.config.plugins.orchestrator = ${JSON.stringify(configuration)}; try { orch validate ${JSON.stringify(file)} } catch {|error| $error.msg }`;
  return String(await nuValue(script, { env }));
}

const library = () => ({ kcl: "kcl_lib", python: evaluatorPath("kcl_lib") });
const command = () => ({ kcl: join(kclCommandFolder(), "kcl"), python: evaluatorPath("kcl_lib") });
const unlocked = () => ({ kcl: "kcl_lib", python: pythonWithoutLandlock() });
const protections: [string, () => Record<string, string>][] = [
  ["kcl_lib, locked in", library],
  ["kcl, locked in", command],
  ["kcl_lib without Landlock", unlocked],
];

const workflow = 'operations = [{id = "a", parallel = True}]\n';
const manifest = (dependencies: string) =>
  `[package]\nname = "m"\nversion = "0.0.1"\n[dependencies]\n${dependencies}\n`;
const up = "../../../../../../../../../../../..";

describeEvaluator("kcl_lib", "validating a KCL workflow", () => {
  describe.each(protections)("with %s", (_, configuration) => {
    it("runs nothing that a kcl.mod names, and makes nothing below HOME [kcl-no-program]", async () => {
      const dir = temporaryDirectory({
        "bin/git": `#!/bin/sh\necho git >> "$RAN"\nexit 1\n`,
        "bin/ssh": `#!/bin/sh\necho ssh >> "$RAN"\nexit 1\n`,
        "pwn.sh": `#!/bin/sh\necho pwn >> "$RAN"\nexit 1\n`,
      });
      for (const name of ["bin/git", "bin/ssh", "pwn.sh"]) chmodSync(join(dir, name), 0o755);
      const attacks = {
        named: `"${up}${dir}/evil" = { git = "--upload-pack=${dir}/pwn.sh", tag = "v1" }`,
        option: `evil = { git = "--upload-pack=${dir}/pwn.sh", branch = "main" }`,
        ext: `evil = { git = "ext::${dir}/pwn.sh", commit = "0" }`,
        ssh: `evil = { git = "ssh://-oProxyCommand=${dir}/pwn.sh/x" }`,
      };
      for (const [name, dependency] of Object.entries(attacks)) {
        writeFiles(dir, { [`${name}/kcl.mod`]: manifest(dependency), [`${name}/a/far/way/down/w.k`]: workflow });
      }
      // In the kcl.mod of a package that lies in this one, with a link on the way.
      writeFiles(dir, {
        "nested/kcl.mod": manifest('inner = { path = "linked" }'),
        "nested/vendor/inner/kcl.mod": manifest(attacks.option),
        "nested/w.k": workflow,
      });
      symlinkSync("vendor/inner", join(dir, "nested/linked"));
      mkdirSync(join(dir, "home"));
      const files = [...Object.keys(attacks).map((name) => `${dir}/${name}/a/far/way/down/w.k`), `${dir}/nested/w.k`];
      const before = contentsOf(dir);
      const PATH = `${dir}/bin:${process.env["PATH"] ?? ""}`;
      const found = await verdicts(configuration(), files, { PATH, HOME: `${dir}/home`, RAN: `${dir}/ran` });
      expect(contentsOf(dir)).toStrictEqual(before);
      // Nothing imports it: it is told, and the workflow is valid.
      expect(found.map(({ valid }) => valid)).toStrictEqual(files.map(() => true));
      expect(found[1]?.warnings).toStrictEqual([
        `${dir}/option/kcl.mod:5:1: the dependency "evil" is not used: it is not downloaded, and validating fetches nothing; if you trust it, run kcl mod update in the package, or put a copy into the package, below vendor, and name its path`,
      ]);
      expect(found[4]?.warnings).toStrictEqual([
        expect.stringMatching(/nested\/vendor\/inner\/kcl\.mod:5:1: the dependency "evil" is not used/),
      ]);
    });

    it("connects to nobody whom a kcl.mod names [kcl-no-network]", async () => {
      let connects = 0;
      const server = createServer((socket) => {
        connects += 1;
        socket.destroy();
      });
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
      const dir = temporaryDirectory();
      const dependencies = [
        `x = { git = "http://${host}/x.git", tag = "v1" }`,
        `x = { git = "git://${host}/x" }`,
        `x = { oci = "oci://${host}/x", tag = "1.0.0" }`,
        `x = { oci = "http://${host}/x" }`,
        'x = "1.0.0"',
        'x = { version = "1.0.0" }',
      ];
      for (const [index, dependency] of dependencies.entries()) {
        writeFiles(dir, { [`${index}/kcl.mod`]: manifest(dependency), [`${index}/w.k`]: `import x\n${workflow}` });
      }
      const files = dependencies.map((_dependency, index) => `${dir}/${index}/w.k`);
      const found = await verdicts(configuration(), files, { HOME: dir, KCL_SRC_URL: host });
      expect(connects).toBe(0);
      for (const [index, { valid, errors, warnings }] of found.entries()) {
        expect(valid).toBe(false);
        expect(errors[0]).toMatch(new RegExp(`${index}/w\\.k:1:1: pkgpath x not found`));
        expect(warnings[0]).toMatch(new RegExp(`${index}/kcl\\.mod:5:1: the dependency "x" is not used`));
      }
    });

    it(
      "changes no file, under whatever name and wherever a function of KCL's is called [kcl-no-write]",
      { timeout: 120_000 },
      async () => {
        const dir = temporaryDirectory({ "kept.txt": "kept", "kept/in.txt": "kept" });
        const calls = [
          'file.write("DIR/new", "x")',
          'file.write("DIR/kept.txt", "x")',
          'file.append("DIR/kept.txt", "x")',
          'file.mkdir("DIR/made/deep")',
          'file.delete("DIR/kept.txt")',
          'file.delete("DIR/kept")',
          'file.cp("DIR/kept.txt", "DIR/new")',
          'file.cp("DIR/kept", "DIR/new")',
          'file.mv("DIR/kept.txt", "DIR/new")',
          'file.mv("DIR/kept.txt", "DIR/kept/new")',
          'json.dump_to_file([1], "DIR/new")',
          'yaml.dump_to_file([1], "DIR/new")',
          'yaml.dump_all_to_file([[1]], "DIR/new")',
        ].map((call) => call.replaceAll("DIR", dir));
        const sources: Record<string, string> = {};
        for (const [index, call] of calls.entries()) {
          const [module = "", rest = ""] = call.split(/\.(.*)/);
          sources[`plain${index}`] = `import ${module}\nx = ${call}\n${workflow}`;
          sources[`alias${index}`] = `import ${module} as q\n${workflow}x = lambda {\n    q.${rest}\n}()\n`;
          sources[`interpolated${index}`] =
            `import ${module} as q\nx = "\${[q.${rest.replaceAll('"', "'")} for i in [1]]}"\n${workflow}`;
          sources[`imported${index}`] = `import lib${index} as l\nz = l.x\n${workflow}`;
          // KCL itself keeps each module's functions in its folder.
          const inside = rest.replaceAll(dir, `${dir}/lib${index}`);
          writeFiles(dir, {
            [`lib${index}/main.k`]: `import ${module} as q\nschema S:\n    y = q.${inside}\nx = S {}\n`,
            [`lib${index}/kept.txt`]: "kept",
            [`lib${index}/kept/in.txt`]: "kept",
          });
        }
        writeFiles(dir, Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${name}.k`, text])));
        const before = contentsOf(dir);
        const found = await verdicts(
          configuration(),
          Object.keys(sources).map((name) => `${dir}/${name}.k`),
        );
        expect(contentsOf(dir)).toStrictEqual(before);
        for (const [index, name] of Object.keys(sources).entries()) {
          const [error = ""] = found[index]?.errors ?? [];
          expect(`${name} ${error}`).toMatch(/ [^:]*\.k:\d+:\d+: .*validating does not let a workflow write files/);
        }
      },
    );

    it("changes no file under a name with a $, which KCL drops [kcl-no-write]", async () => {
      const dir = temporaryDirectory({ "$json/main.k": "a = 1\n" });
      const out = `"${dir}/out"`;
      const sources = {
        used: `import json\n$json.dump_to_file({a = 1}, ${out})\n`,
        aliased: `import file as f\n$f.write(${out}, "x")\n`,
        alias: `import file as $f\nf.write(${out}, "x")\n`,
        attribute: `import file\nfile.$mkdir(${out})\n`,
        both: `import yaml as $y\n$y.$dump_to_file({a = 1}, ${out})\n`,
        // The folder is there: KCL finds its package, and then drops the $.
        imported: `import $json\njson.dump_to_file({a = 1}, ${out})\n`,
        relative: `import .json\njson.dump_to_file({a = 1}, ${out})\n`,
      };
      writeFiles(
        dir,
        Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${name}.k`, text + workflow])),
      );
      const before = contentsOf(dir);
      const names = Object.keys(sources);
      const found = await verdicts(
        configuration(),
        names.map((name) => `${dir}/${name}.k`),
      );
      expect(contentsOf(dir)).toStrictEqual(before);
      for (const [index, name] of names.entries()) {
        expect(`${name} ${found[index]?.errors[0]}`).toMatch(
          /\.k:2:1: .*validating does not let a workflow write files/,
        );
      }
    });

    it("evaluates the file that was named where its path is a pattern that others match [kcl-literal-path]", async () => {
      const manifestHere = { "kcl.mod": manifest(""), "main.k": 'id = "of the package"\n' };
      const dir = temporaryDirectory();
      const paths = [
        "[ab]/w.k",
        "a?b.k",
        "*.k",
        "[!x].k",
        "**/w.k",
        "[q.k",
        "].k",
        "${x:KCL_MOD}/w.k",
        "[ab]/sub/in.k",
      ];
      const body = (path: string) =>
        `operations = [{id = ${JSON.stringify(path.replace("${", "$("))}, parallel = True}]\n`;
      for (const path of paths) writeFiles(dir, { [path]: body(path) });
      // What the patterns match, and what no file but one that is asked for may say.
      for (const path of ["a/w.k", "axb.k", "a.k"])
        writeFiles(dir, { [path]: `import file\nfile.write("${dir}/out", "x")\n` });
      writeFiles(dir, Object.fromEntries(Object.entries(manifestHere).map(([name, text]) => [`[ab]/${name}`, text])));
      writeFiles(dir, {
        "[ab]/near.k": 'id = "near"\n',
        "[ab]/sub/imports.k": `import near\nimport ..main as m\nimport .in as i\nx = [near.id, m.id, i.operations[0].id]\n${workflow}`,
        "[ab]/wrong.k": `${workflow}x = 1 + "a"\n`,
      });
      const before = contentsOf(dir);
      const all = [...paths, "[ab]/sub/imports.k", "[ab]/wrong.k"].map((path) => `${dir}/${path}`);
      const found = await verdicts(configuration(), all);
      expect(contentsOf(dir)).toStrictEqual(before);
      expect(found.map(({ valid }) => valid)).toStrictEqual([...all.slice(1).map(() => true), false]);
      expect(found.at(-1)?.errors[0]).toMatch(/\/\[ab\]\/wrong\.k:2:5: /);
    });

    it("evaluates what gives the names of KCL's modules to something else, and what is deep [kcl-static] [kcl-no-write]", async () => {
      const sources = {
        key: 'import net\nassert net.is_IPv4("10.0.0.1")\nconfig = {net = {fqdn = "db.example.com"}}\n',
        attribute: "import json\nschema T:\n    json: str\nx = T {json = json.encode({})}\n# catch\n",
        checked: 'import file\nschema S:\n    file: str\n    check:\n        len(file) > 0\nx = S {file = "a"}\n',
        argument: "import json\nf = lambda json {\n    json\n}\nx = [f(json = 1), f(1)]\n",
        loops: "import json\nx = [json for json in [1]]\ny = all json in [1] { json > 0 }\nz = {json = 1}\n",
        selected: "import json\n_d = {json = 1}\nx = [_d.json, _d?.json, {json = 2}.json]\n",
        catching: `import file\nimport runtime\nx = runtime.catch(lambda {\n    file.exists("a")\n})\n`,
        terms: `import math\n# catch\n_x = ${Array.from({ length: 4000 }, () => "1").join(" + ")}\n`,
        configs: `import json\n# catch\n_x = ${"{a = ".repeat(240)}1${"}".repeat(240)}\n`,
        lists: `import json\n# fqdn\n_x = ${"[".repeat(400)}1${"]".repeat(400)}\n`,
      };
      const dir = temporaryDirectory(
        Object.fromEntries(Object.entries(sources).map(([name, text]) => [`${name}.k`, text + workflow])),
      );
      const names = Object.keys(sources);
      const found = await verdicts(
        configuration(),
        names.map((name) => `${dir}/${name}.k`),
      );
      expect(names.map((name, index) => `${name} ${found[index]?.errors.join()}`)).toStrictEqual(
        names.map((name) => `${name} `),
      );
    });

    it("reads a text from a pipeline as in no package, whatever lies in the folder for temporary files [kcl-text]", async () => {
      const dir = temporaryDirectory({
        "tmp/kcl.mod": '[dependencies]\nx = { path = "x" }\ny = "1"\n',
        "tmp/x/main.k": 'id = "x"\n',
        "tmp/x/kcl.mod": manifest(""),
        "tmp/near.k": 'id = "near"\n',
        "tmp/kcl.yaml": "kcl_cli_configs:\n  file: [/nothing]\n",
      });
      const texts = [workflow, `import x\n${workflow}`, `import near\n${workflow}`, `import ..near\n${workflow}`];
      const calls = texts.map((text) => `(${JSON.stringify(text)} | orch validate --format kcl)`).join(" ");
      const script = `$env.config.plugins.orchestrator = ${JSON.stringify(configuration())}; [${calls}]`;
      const found = (await nuValue(script, { env: { TMPDIR: `${dir}/tmp` } })) as Verdict[];
      expect(found.map(({ valid }) => valid)).toStrictEqual([true, false, false, false]);
      expect(found.flatMap(({ warnings }) => warnings).join()).not.toContain("dependency");
    });

    it("evaluates what only reads and computes, from its package and from beside it [kcl-no-write]", async () => {
      const dir = temporaryDirectory({
        "data.json": '{"id": "a"}',
        "w.k":
          "import file\nimport json\nimport yaml\nimport net\nimport math\nimport lib.b\n" +
          'd = json.decode(file.read("data.json"))\nok = file.exists("no") or net.is_IP("1.2.3.4")\n' +
          "operations = [{id = d.id, parallel = True}, {id = b.id, parallel = True}]\n",
        "lib/b.k": 'import yaml as y\nid = y.decode("b")\n',
      });
      expect(await verdicts(configuration(), [`${dir}/w.k`])).toMatchObject([{ valid: true, errors: [] }]);
    });
  });

  it("tells a write that the workflow catches itself, and a look-up of a host's name [kcl-no-write] [kcl-no-network]", async () => {
    const dir = temporaryDirectory({
      "caught.k": `import file\nimport runtime\nx = runtime.catch(lambda {\n    file.write("new", "x")\n})\n${workflow}`,
      "name.k": `import net as n\nx = n.fqdn("example.org")\n${workflow}`,
      "dollars.k": `import file as $f\nimport runtime as $r\nx = r.$catch(lambda {\n    f.write("new", "x")\n})\n${workflow}`,
      "dollar.k": `import net as $n\nx = n.$fqdn("example.org")\n${workflow}`,
    });
    const files = ["caught", "name", "dollars", "dollar"].map((name) => `${dir}/${name}.k`);
    for (const configuration of [library, unlocked]) {
      const [caught, name, dollars, dollar] = await verdicts(configuration(), files);
      for (const verdict of [caught, dollars]) {
        expect(verdict?.errors[0]).toMatch(/\.k:4:5: file\.write was refused: .* write files/);
      }
      for (const verdict of [name, dollar]) {
        expect(verdict?.errors[0]).toMatch(/\.k:2:5: net\.fqdn was refused: .* use the network/);
      }
    }
    // As the documents say: the command does not tell what the workflow makes nothing of.
    expect((await verdicts(command(), files)).map(({ valid }) => valid)).toStrictEqual(files.map(() => true));
    expect(Object.keys(contentsOf(dir)).filter((path) => path.includes("new"))).toStrictEqual([]);
  });
});

describeEvaluator("kcl_lib", "where there is no Landlock", () => {
  it("nothing is evaluated that may write, or that cannot be judged, and the row says why [kcl-static]", async () => {
    const dir = temporaryDirectory({
      "write.k": `import file as f\n${workflow}unused = lambda path {\n    f.write(path, "x")\n}\n`,
      "value.k": `import json as j\n${workflow}dump = j.dump_to_file\n`,
      "module.k": `import file\n${workflow}m = file\n`,
      "subscript.k": `import file\n${workflow}m = file["write"]("x", "x")\n`,
      "parens.k": `import file\n${workflow}m = (file).write("x", "x")\n`,
      "plugin.k": `import kcl_plugin.hello\n${workflow}m = hello.add(1, 2)\n`,
      "typo.k": `import json\n${workflow}m = json.enocde({})\n`,
      "half.k": `import file as $f\n${workflow}m = f.w\n`,
      "loop.k": `import file\n${workflow}m = [file.name for file in [{name = "a"}]]\n`,
      "p/sub/dots.k": `import ...json\n${workflow}`,
    });
    const names = ["write", "value", "module", "subscript", "parens", "plugin", "typo", "half", "loop", "p/sub/dots"];
    const found = await verdicts(
      unlocked(),
      names.map((name) => `${dir}/${name}.k`),
    );
    const why = "; it was not evaluated, as nothing on this system could stop it then: ";
    const elsewhere = ", or validate on Linux 5.13 or later with Landlock";
    const meant = (name: string) =>
      `if something else is meant by ${name}, rename that or import the module under another name${elsewhere}`;
    const refused = (what: string) =>
      `${what} was refused: validating does not let a workflow write files${why}take it out`;
    const unjudged = (module: string) =>
      `${module}: what is done with this module cannot be judged${why}${meant(module)}`;
    expect(found.map(({ errors }) => errors[0])).toStrictEqual([
      `${dir}/write.k:4:5: ${refused("file.write")}`,
      `${dir}/value.k:3:8: ${refused("json.dump_to_file")}`,
      `${dir}/module.k:3:5: ${unjudged("file")}`,
      `${dir}/subscript.k:3:5: ${unjudged("file")}`,
      `${dir}/parens.k:3:6: ${unjudged("file")}`,
      expect.stringContaining("kcl_plugin.hello"),
      `${dir}/typo.k:3:5: unknown function json.enocde${why}correct its name${elsewhere}`,
      `${dir}/half.k:3:5: unknown function file.w${why}correct its name${elsewhere}`,
      `${dir}/loop.k:3:6: unknown function file.name${why}${meant("file")}`,
      `${dir}/p/sub/dots.k:1:8: ...json: neither a module of this package nor one of KCL's that is known only to read or compute${why}do without it${elsewhere}`,
    ]);
  });

  it("the kcl command evaluates what imports nothing; else KCL's library takes its place, or there is no verdict [kcl-static]", async () => {
    const dir = temporaryDirectory({
      "plain.k": workflow,
      "imports.k": `import math\n${workflow}`,
      // The words of one, by a pattern that would have the other run.
      "[xy].k": workflow,
    });
    writeFiles(dir, { "x.k": `import file\nfile.write("${dir}/out", "x")\n${workflow}` });
    const files = [`${dir}/plain.k`, `${dir}/imports.k`, `${dir}/[xy].k`];
    const kcl = join(kclCommandFolder(), "kcl");
    const python = pythonWithoutLandlock();
    const found = await verdicts({ kcl, python }, [`${dir}/plain.k`, `${dir}/[xy].k`]);
    expect(found).toMatchObject([{ valid: true }, { valid: true }]);
    expect(Object.keys(contentsOf(dir)).filter((path) => path.includes("out"))).toStrictEqual([]);
    expect(await failure({ kcl, python }, `${dir}/imports.k`)).toBe(
      `${dir}/imports.k was not evaluated: nothing on this system keeps the kcl command from writing files or using the network`,
    );
    const PATH = `${dirname(kcl)}:${process.env["PATH"] ?? ""}`;
    expect(await verdicts({ python }, files, { PATH })).toMatchObject(files.map(() => ({ valid: true })));
  });
});

describeEvaluator("kcl_lib", "the kcl command", () => {
  it("writes only in a folder of its own, starts nothing, and sees no kcl.mod of the workflow's [kcl-no-program]", async () => {
    const dir = temporaryDirectory({
      "kcl.mod": manifest('x = "1"'),
      "kcl.yaml": "kcl_cli_configs:\n  file: [/nothing]\n",
      "w.k": workflow,
      "bin/kcl": `${firstLine(process.execPath)}
        const fs = require("node:fs");
        const [, folder, , settings] = process.argv.slice(2);
        fs.writeFileSync(process.env.HOME + "/own", "x");
        const tried = (work) => { try { work(); return "done"; } catch ({ code }) { return code; } };
        const { kcl_cli_configs } = JSON.parse(fs.readFileSync(settings, "utf8"));
        const workflows = require("node:path").dirname(kcl_cli_configs.file[0]);
        const started = require("node:child_process").spawnSync("/bin/true").error?.code;
        console.error(JSON.stringify({
          args: process.argv.slice(2).map((arg) => arg.replaceAll(folder, "OWN")),
          files: fs.readdirSync(folder).toSorted(),
          settings: JSON.parse(fs.readFileSync(settings, "utf8")),
          written: tried(() => fs.writeFileSync(workflows + "/new", "x")),
          removed: tried(() => fs.rmSync(workflows + "/kcl.mod")),
          started,
        }));
        process.exit(1);`,
    });
    chmodSync(join(dir, "bin/kcl"), 0o755);
    const before = contentsOf(dir);
    const error = await failure({ kcl: join(dir, "bin/kcl"), python: evaluatorPath("kcl_lib") }, `${dir}/w.k`);
    expect(contentsOf(dir)).toStrictEqual(before);
    expect(JSON.parse(error.slice(error.indexOf("{")))).toStrictEqual({
      args: ["run", "OWN", "--setting", "OWN/settings.yaml", "--format", "json", "--no_style"],
      files: ["kcl.mod", "locked", "own", "settings.yaml"],
      settings: { kcl_cli_configs: { file: [`${dir}/w.k`], package_maps: {} } },
      written: "EACCES",
      removed: "EACCES",
      started: "EACCES",
    });
  });
});

describeEvaluator("kcl_lib", "the kcl command by its messages", () => {
  it("is what took too long, though Python starts it, and says what to do where it cannot be given a path [kcl-literal-path]", async () => {
    const dir = temporaryDirectory({
      "bin/kcl": `#!/bin/sh\nwhile :; do :; done\n`,
      "w.k": workflow,
      "[a].k": workflow,
      "t[m]p/.keep": "",
    });
    chmodSync(join(dir, "bin/kcl"), 0o755);
    const configuration = { kcl: `${dir}/bin/kcl`, python: evaluatorPath("kcl_lib") };
    const slow = `$env.config.plugins.orchestrator = ${JSON.stringify(configuration)}; try { orch validate --timeout 2sec ${dir}/w.k } catch {|error| $error.msg }`;
    expect(await nuValue(slow)).toContain(`${dir}/bin/kcl took longer than 2 s`);
    expect(await failure(configuration, `${dir}/[a].k`, { TMPDIR: `${dir}/t[m]p` })).toBe(
      `${dir}/[a].k was not evaluated: the kcl command takes a path with *, ? or [ for a pattern, and the folder for temporary files has one too`,
    );
  });
});

describeEvaluator("kcl_lib", "a kcl.mod", () => {
  it("has its dependencies from the package itself, and from what KCL has downloaded before [kcl-dependencies]", async () => {
    const module = (id: string) => ({ "kcl.mod": manifest(""), "main.k": `id = "${id}"\n` });
    const dir = temporaryDirectory();
    const put = (folder: string, files: Record<string, string>) =>
      writeFiles(dir, Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])));
    // Two that name each other, the second by a path from its own folder.
    put("app/vendor/one", { ...module("one"), "kcl.mod": manifest('two-b = { path = "../two" }') });
    put("app/vendor/two", { ...module("two"), "kcl.mod": manifest('one = { path = "../one" }') });
    put("cache/ver_1.0.0", module("ver"));
    put("cache/tagged_v2", module("tagged"));
    put("cache/late_latest", module("late"));
    put("cache/reg_3", module("reg"));
    put("app", {
      "kcl.mod": manifest(
        [
          'one = { path = "vendor/one" }',
          'ver = "1.0.0"',
          'tagged = { git = "https://example.org/x.git", tag = "v2" }',
          'late = { git = "https://example.org/x.git" }',
          'reg = { oci = "oci://example.org/x", tag = "3" }',
        ].join("\n"),
      ),
      "w.k": `import one\nimport two_b\nimport ver\nimport tagged\nimport late\nimport reg\noperations = [{id = m, parallel = True} for m in [one.id, two_b.id, ver.id, tagged.id, late.id, reg.id]]\n`,
    });
    const file = `${dir}/app/w.k`;
    const good = [{ valid: true, errors: [], warnings: [] }];
    for (const configuration of [library, command, unlocked]) {
      expect(await verdicts(configuration(), [file], { KCL_PKG_PATH: `${dir}/cache` })).toMatchObject(good);
    }
    for (const folder of [".kcl", ".local/share/kcl"]) {
      const home = temporaryDirectory();
      mkdirSync(join(home, folder), { recursive: true });
      symlinkSync(`${dir}/cache`, join(home, folder, folder === ".kcl" ? "kpm" : "modules"));
      expect(await verdicts(library(), [file], { HOME: home })).toMatchObject(good);
    }
  });

  it("leads out of neither the package nor KCL's folder [kcl-dependencies]", async () => {
    const dir = temporaryDirectory({
      "outside/main.k": 'id = "outside"\n',
      "outside/x_1/main.k": 'id = "outside"\n',
      "cache/in_1/main.k": "id = 1\n",
    });
    symlinkSync(`${dir}/outside`, join(dir, "cache/linked_1"));
    mkdirSync(join(dir, "app"));
    symlinkSync(`${dir}/outside`, join(dir, "app/link"));
    const dependencies = [
      'a = { path = "../../outside" }',
      'a = { path = "link" }',
      `a = { path = "${dir}/outside" }`,
      `a = { path = "nowhere" }`,
      'a = "../../outside/x_1"',
      '"../outside/x" = "1"',
      'linked = "1"',
      '"x/../in" = "1"',
      'a = { git = "x", tag = "/../../outside" }',
      'a = { path = "\\u0000" }',
    ];
    for (const [index, dependency] of dependencies.entries()) {
      writeFiles(dir, {
        [`app/${index}/kcl.mod`]: manifest(dependency),
        [`app/${index}/w.k`]: `import a\n${workflow}`,
      });
    }
    symlinkSync(`${dir}/outside`, join(dir, "app/1/link"));
    const found = await verdicts(
      library(),
      dependencies.map((_, index) => `${dir}/app/${index}/w.k`),
      { KCL_PKG_PATH: `${dir}/cache` },
    );
    for (const { valid, warnings } of found) {
      expect(valid).toBe(false);
      expect(warnings).toStrictEqual([expect.stringMatching(/\/kcl\.mod:5:1: the dependency "[^"]*" is not used: /)]);
    }
    expect(found[0]?.warnings[0]).toContain(
      '"../../outside" lies outside the package; put it into the package, as "vendor/a", and name that path',
    );
    expect(found[3]?.warnings[0]).toContain('there is no folder "nowhere"');
  });

  it("is said once what to do about its packages, and where an import lacks one of them [kcl-dependencies]", async () => {
    const dir = temporaryDirectory({
      "kcl.mod": manifest(
        ['a-b = "1"', 'c = { git = "x" }', '"/abs" = "1"', 'd = { version = "1", package = "e" }', "f = 7"].join("\n"),
      ),
      "sub/w.k": `import a_b.x\nimport nowhere\n${workflow}`,
    });
    for (const configuration of [library, command, unlocked]) {
      const [found] = await verdicts(configuration(), [`${dir}/sub/w.k`]);
      expect(found?.warnings.map((row) => row.replace(/^.*kcl\.mod:/, ""))).toStrictEqual([
        '5:1: the dependency "a-b" is not used: it is not downloaded, and validating fetches nothing; if you trust it, run kcl mod update in the package, or put a copy into the package, below vendor, and name its path',
        '6:1: the dependency "c" is not used: it is not downloaded, and validating fetches nothing',
        '7:1: the dependency "/abs" is not used: its name and version cannot name a folder, by which a downloaded package would be found',
        '8:1: the dependency "d" is not used: "package" takes one out of several in a repository, which is not looked for; put a copy into the package, below vendor, and name its path',
        '9:1: the dependency "f" is not used: it is neither a version nor a table with a path, git or oci',
      ]);
      const errors = found?.errors ?? [];
      expect(errors[0]).toBe(
        `${dir}/sub/w.k:1:1: pkgpath a_b.x not found in the program; the warning at ${dir}/kcl.mod:5:1 says why it is not used`,
      );
      expect(errors).toContainEqual(
        expect.stringMatching(/sub\/w\.k:2:1: pkgpath nowhere not found in the program; .*kcl mod add nowhere/),
      );
    }
  });

  it("that is broken is told at its place, whatever it is made of [kcl-dependencies]", async () => {
    const dir = temporaryDirectory({
      "app/x.k": 'id = "a"\n',
      "app/kcl.mod": '[package\nname = "app"\n',
      "large/kcl.mod": "[[k]]\n".repeat(20_000),
      "binary/kcl.mod": Buffer.from([0x61, 0xff, 0xfe]),
      "number/kcl.mod": "dependencies = 7\n",
      "list/kcl.mod": "[[dependencies]]\na = 1\n",
      "values/kcl.mod": manifest('a = 7\nb = ["x"]\nc = {}\nd = { path = 7 }\ne = 2020-01-01'),
      "deep/kcl.mod": `a = ${"[".repeat(5000)}${"]".repeat(5000)}\n`,
      "parts/kcl.mod": `[${Array.from({ length: 20_000 }, () => "a").join(".")}]\n`,
    });
    mkdirSync(join(dir, "folder/kcl.mod"), { recursive: true });
    mkdirSync(join(dir, "fifo"));
    makeFifo(join(dir, "fifo/kcl.mod"));
    writeFiles(dir, { "inner/kcl.mod": manifest('x = { path = "vendor/x" }'), "inner/vendor/x/main.k": "" });
    symlinkSync("/dev/zero", join(dir, "inner/vendor/x/kcl.mod"));
    const names = ["app", "large", "binary", "number", "list", "values", "deep", "parts", "folder", "fifo", "inner"];
    for (const name of names) writeFiles(dir, { [`${name}/w.k`]: workflow });
    const found = await verdicts(
      library(),
      names.map((name) => `${dir}/${name}/w.k`),
    );
    expect(found.slice(0, 5).map(({ errors }) => errors)).toStrictEqual([
      [`${dir}/app/kcl.mod:1:9: expected a right bracket, found a newline`],
      [`${dir}/large/kcl.mod: this package's kcl.mod cannot be used: it has 117.2 KiB, and may have up to 64 KiB`],
      [`${dir}/binary/kcl.mod:1:2: not valid UTF-8, which TOML requires: the byte 0xff; save it as UTF-8`],
      [`${dir}/number/kcl.mod:1:1: dependencies must be a table`],
      [expect.stringMatching(/list\/kcl\.mod:1:\d+: dependencies must be a table$/)],
    ]);
    expect(found[5]).toMatchObject({ valid: true });
    expect(found[5]?.warnings.map((row) => row.replace(/^.*kcl\.mod:/, ""))).toStrictEqual(
      ["a", "b", "c", "d", "e"].map(
        (name, index) =>
          `${index + 5}:1: the dependency "${name}" is not used: it is neither a version nor a table with a path, git or oci`,
      ),
    );
    expect(found[6]?.errors[0]).toMatch(/deep\/kcl\.mod:1:\d+: /);
    expect(found[7]?.errors).toStrictEqual([`${dir}/parts/kcl.mod: nested deeper than 200 levels`]);
    expect(found[8]).toMatchObject({ valid: true });
    expect(found.slice(9).map(({ errors }) => errors)).toStrictEqual(
      ["fifo", "inner/vendor/x"].map((folder) => [
        `${dir}/${folder}/kcl.mod: this package's kcl.mod cannot be used: it is not a regular file`,
      ]),
    );
  });
});

describeEvaluator("nickel", "validating a Nickel workflow", () => {
  it("imports for a text what its ../ means from its own folder, never from that of temporary files [nickel-text]", async () => {
    const dir = temporaryDirectory({
      "lib.ncl": '{ id = "a" }',
      "here/.keep": "",
      "lib/deep.ncl": 'import "../lib.ncl"',
      "tmp/lib.ncl": "1 + null",
      "tmp/lib/deep.ncl": "1 + null",
    });
    const text = (path: string) => `let l = import "${path}" in { operations = [{ id = l.id, parallel = true }] }`;
    const texts = ["../lib.ncl", "../lib/deep.ncl", "./../here/../lib.ncl"].map((path) => JSON.stringify(text(path)));
    const calls = texts.map((one) => `(${one} | orch validate --format nickel)`).join(" ");
    const configuration = JSON.stringify({ nickel: evaluatorPath("nickel") });
    const script = `cd ${dir}/here; $env.config.plugins.orchestrator = ${configuration}; [${calls}]`;
    const found = (await nuValue(script, { env: { TMPDIR: `${dir}/tmp` } })) as Verdict[];
    expect(found.flatMap(({ errors }) => errors)).toStrictEqual([]);
  });

  it("writes and fetches nothing, whatever the manifest beside it says, and quotes what it imports [nickel-reads]", async () => {
    const dir = temporaryDirectory({
      "w.ncl": '{ operations = [{ id = "a", parallel = true }] }',
      "package.ncl": "import foo",
      "secret.txt": "s3cret",
      "quotes.ncl": `{ operations = [{ id = (import "secret.txt" as 'Text) + 1 }] }`,
      "Nickel-pkg.ncl":
        '{ name = "x", version = "0.1.0", minimal_nickel_version = "1.0.0", authors = [], description = "", dependencies = { foo = \'Git { url = "http://127.0.0.1:9/x" } } } | std.package.Manifest',
      "home/.keep": "",
    });
    const before = contentsOf(dir);
    const [good, lacking, quoting] = await verdicts(
      { nickel: evaluatorPath("nickel") },
      ["w", "package", "quotes"].map((name) => `${dir}/${name}.ncl`),
      { HOME: `${dir}/home` },
    );
    expect(contentsOf(dir)).toStrictEqual(before);
    expect(good).toMatchObject({ valid: true });
    expect(lacking?.errors[0]).toContain("no package manifest found");
    expect(quoting?.errors[0]).toMatch(/String/);
  });
});
