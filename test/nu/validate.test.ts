import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { fixtures, nu, nuError, nuValue } from "../support/nu.ts";

const good = { name: "w", version: "1", operations: [{ id: "a", type: "create", provider: "p" }] };

it("gives a record for one plain path [validate-record]", async () => {
  expect(await nuValue("orch validate workflows/deploy.yaml")).toEqual({
    valid: true,
    errors: [],
    warnings: [],
    diagnostics: [],
  });
});

it("says in words and in columns what is wrong and where [validate-diagnostics]", async () => {
  const result = await nuValue("orch validate workflows/broken.yaml");
  expect(result).toMatchObject({ valid: false });
  expect(result).toHaveProperty(
    "errors.2",
    'workflows/broken.yaml:15:18: operation "network" depends on unknown operation "servrs"; did you mean "servers"?',
  );
  expect(result).toHaveProperty("diagnostics.0", {
    severity: "warning",
    place: "workflows/broken.yaml:3:1",
    code: "unknown-field",
    message: expect.stringContaining('did you mean "parallel_limit"?'),
    path: "workflows/broken.yaml",
    line: 3,
    column: 1,
    help: "Correct its name or remove it: it is ignored. `orch validate --fields` lists all that are known.",
  });
});

it("gives what was found as one flat table, or as a text [validate-flat]", async () => {
  const flat = "orch validate 'workflows/*.yaml' --diagnostics";
  const scripts = [
    `${flat} | columns`,
    `${flat} | select severity place code | last`,
    "orch validate workflows/deploy.yaml --diagnostics",
    "{name: w, operations: []} | orch validate --diagnostics | get place",
    "orch validate 'workflows/*.yaml' --text | lines | last 3",
    "orch validate workflows/deploy.yaml --text",
  ];
  expect(await nuValue(`[${scripts.map((script) => `(${script})`).join("\n")}]`)).toEqual([
    ["severity", "place", "message", "help", "code", "path", "line", "column"],
    { severity: "error", place: "workflows/broken.yaml:23:17", code: "invalid-value" },
    [],
    ["<input>"],
    [
      expect.stringMatching(/^workflows\/broken\.yaml:23:17: error: operation "backup": /),
      "  Use one of the values listed.",
      "2 files checked: 4 errors, 2 warnings",
    ],
    "1 file checked: nothing wrong was found",
  ]);
  for (const two of ["--diagnostics --text", "--fields --text"]) {
    expect(await nuError(`orch validate workflows/deploy.yaml ${two}`)).toContain("orch::contradiction");
  }
});

it("fails with --fail where a workflow is not valid, and names files and errors [validate-fail]", async () => {
  const failing = "orch validate 'workflows/*.yaml' workflows/broken/cycle.toml --fail";
  const message = (script: string) => `(try { ${script} } catch {|error| $error.msg })`;
  const scripts = [
    "(orch validate workflows/deploy.yaml --fail | get valid)",
    message(failing),
    message("open workflows/broken.yaml | orch validate --fail"),
    message("{name: w, operations: [{id: a}]} | orch validate --fail --strict"),
  ];
  expect(await nuValue(`[${scripts.join("\n")}]`)).toEqual([
    true,
    "2 of 3 files are not valid: workflows/broken.yaml, workflows/broken/cycle.toml",
    "Not a valid workflow: workflows/broken.yaml",
    "Not a valid workflow: <input>",
  ]);
  const { stderr, code } = await nu(`${failing} | ignore`);
  expect(code).toBe(1);
  expect(stderr).toContain("orch::invalid_workflow");
  expect(stderr).toMatch(/help: workflows\/broken\.yaml:10:18: [^]*\n +workflows\/broken\/cycle\.toml:5:15: /);
});

it("lists all fields with --fields, without any workflow [validate-fields]", async () => {
  const { stdout, stderr } = await nu("cd /; orch validate --fields | where owner == operation | to json");
  expect(stderr).toBe("");
  const rows: unknown = JSON.parse(stdout);
  expect(rows).toContainEqual({
    owner: "operation",
    field: "timeout",
    type: "integer above 0",
    default: "300",
    meaning: "how long it may take, in seconds",
  });
  expect(rows).toContainEqual(expect.objectContaining({ field: "depends_on", type: "list of ids", default: null }));
});

it("holds providers to those of the platform's configuration with --strict [validate-known-providers]", async () => {
  const dir = temporaryDirectory({
    "w.json": { ...good, operations: [{ id: "a", provider: "azure" }] },
    "some/config.toml": '[providers.aws]\nregion = "x"\n[providers.local]\n',
    "none/config.toml": "[executor]\nmax_concurrent_tasks = 10\n",
    "broken/config.toml": "[providers\n",
  });
  const validate = (config: string, flags: string) =>
    nu(
      `$env.config.plugins.orchestrator = {platform_config: '${dir}/${config}/config.toml'}
       orch validate ${dir}/w.json ${flags} | get errors | to json --raw`,
    );
  const refused = await validate("some", "--strict");
  expect(refused.stdout).toContain("the platform's configuration has no provider");
  expect(refused.stdout).toContain("it has");
  expect((await validate("some", "")).stdout.trim()).toBe("[]");
  expect((await validate("none", "--strict")).stdout.trim()).toBe("[]");
  const broken = await validate("broken", "--strict");
  expect(broken.stdout.trim()).toBe("[]");
  expect(broken.stderr).toMatch(/: config.toml: .* \(line \d+ column \d+\)/);
});

it.each(["json", "yaml", "toml"])("reads .%s [validate-languages]", async (extension) => {
  expect(await nuValue(`orch validate workflows/deploy.${extension} | get valid`)).toBe(true);
});

it("is valid exactly when there are no errors; --strict makes warnings errors [validate-strict]", async () => {
  const dir = temporaryDirectory({ "w.json": { ...good, colour: "red" } });
  const both = `{lax: (orch validate ${dir}/w.json), strict: (orch validate ${dir}/w.json --strict)}`;
  expect(await nuValue(both)).toMatchObject({
    lax: { valid: true, errors: [], warnings: [expect.stringContaining("colour")] },
    strict: { valid: false, errors: [expect.stringContaining("colour")], warnings: [] },
  });
});

it("gives a table with `file` first for several, a list or a pattern, quoted or not [validate-shape]", async () => {
  const files = (given: string) => nuValue(`orch validate ${given} | get file`);
  expect(await files("workflows/deploy.json workflows/deploy.toml")).toEqual([
    "workflows/deploy.json",
    "workflows/deploy.toml",
  ]);
  expect(await files("[workflows/deploy.json]")).toEqual(["workflows/deploy.json"]);
  expect(await files("'workflows/*.json'")).toEqual(["workflows/deploy.json"]);
  expect(await files("workflows/*.json")).toEqual(["workflows/deploy.json"]);
  expect(await files("...(glob workflows/deploy.{json,yaml} | sort)")).toHaveLength(2);
  expect(await nuValue("orch validate workflows/*.json | columns | first")).toBe("file");
});

it("takes a path that exists literally, even with glob characters [path-literal]", async () => {
  const dir = temporaryDirectory({ "a[1].json": good, "a1.json": {} });
  expect(await nuValue(`orch validate '${dir}/a[1].json' | get valid`)).toBe(true);
  expect(await nuValue(`orch validate '${dir}/a?.json' | get valid`)).toEqual([false]);
});

it("gives an error for a missing file, a pattern without match and no argument [validate-missing]", async () => {
  expect(await nuError("orch validate workflows/none.yaml")).toContain("orch::file_not_found");
  expect(await nuError("orch validate 'workflows/none*.yaml'")).toContain('No file matches "workflows/none*.yaml"');
  expect(await nuError("orch validate none")).toContain("orch::file_not_found");
  expect(await nuError("orch validate workflows")).toContain("orch::not_a_file");
  expect(await nuError("orch validate")).toContain("No workflow given");
});

it("names the language, the tool and what to install when an evaluator is missing [validate-evaluator-missing]", async () => {
  // Set inside nu, after the plugin's own start, which needs PATH to find node.
  const script = (file: string) => `$env.PATH = ["/nonexistent"]; orch validate workflows/${file}`;
  expect(await nuError(script("deploy.ncl"))).toMatch(/Nickel.*nickel/);
  expect(await nuError(script("deploy.k"))).toMatch(/KCL.*kcl/);
});

it("resolves paths against the caller's directory, and names them as the caller would [path-relative]", async () => {
  expect(await nuValue("cd workflows; orch validate broken.yaml | get diagnostics.path | uniq")).toEqual([
    "broken.yaml",
  ]);
  expect(
    await nuValue(`cd /; orch validate '${fixtures}/workflows/broken.yaml' | get diagnostics.path | uniq`),
  ).toEqual([`${fixtures}/workflows/broken.yaml`.slice(1)]);
});

it("shows a file that only a pattern matched and that cannot be checked as an error of its row [validate-not-checked]", async () => {
  const dir = temporaryDirectory({ "a.json": good, "notes.txt": "no workflow", "z.json": good });
  expect(await nuValue(`orch validate '${dir}/*' | select valid errors`)).toEqual([
    { valid: true, errors: [] },
    {
      valid: false,
      errors: [expect.stringMatching(/notes\.txt: unknown extension \.txt\. Known extensions: .*\.toml$/)],
    },
    { valid: true, errors: [] },
  ]);
  expect(await nuValue(`orch validate ['${dir}/*'] | get valid`)).toEqual([true, false, true]);
  for (const named of [
    `${dir}/a.json ${dir}/notes.txt`,
    `${dir}/notes.txt '${dir}/*'`,
    `'${dir}/*' ${dir}/notes.txt`,
  ]) {
    expect(await nuError(`orch validate ${named}`)).toContain("orch::unknown_format");
  }
});

it("points at the one of several arguments that was wrong [error-span]", async () => {
  const { stderr } = await nu("orch validate workflows/deploy.yaml workflows/none.yaml");
  const [, shown = "", marked = ""] = /orch validate (.*)\n(.*)/.exec(stderr) ?? [];
  expect(shown.slice(0, marked.indexOf("^"))).toContain("deploy.yaml");
});
