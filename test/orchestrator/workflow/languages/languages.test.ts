import * as fc from "fast-check";
import { stringify as toToml } from "smol-toml";
import { expect, it } from "vitest";
import { stringify as toYaml } from "yaml";
import type { Language } from "../../../../src/orchestrator/workflow/language.ts";
import { validateWorkflows } from "../../../../src/orchestrator/workflow/validate.ts";
import { never, evaluators } from "../scratch.ts";

const options = { strict: false, env: {}, signal: never, evaluators };

const id = fc.constantFrom("a", "b", "c", "");
const maybe = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const operation = fc.record(
  {
    id,
    timeout: fc.constantFrom<unknown>(30, 0, -7, 1.5, "soon", true),
    depends_on: fc.constantFrom<unknown>(["a"], ["b", "c"], ["zed"], "a", [7]),
    on_failure: fc.constantFrom("fail", "rollback", "ignore"),
    parallel: fc.boolean(),
    provider: fc.constantFrom("x", "y"),
    colour: fc.constant("red"),
  },
  { requiredKeys: [] },
);
const workflow = fc.record(
  {
    name: fc.constantFrom<unknown>("w", 3),
    type: fc.constantFrom("batch", "sequential", "sequental"),
    parallel_limit: fc.constantFrom(1, 4, 0),
    rollback_enabled: fc.boolean(),
    rollback_strategy: fc.record({ enabled: fc.boolean() }),
    retry_policy: fc.record({ initial_delay: fc.constantFrom(1, 900) }),
    provider: fc.constantFrom("x", "z"),
    dependencies: fc.array(fc.record({ source: id, target: id, type: fc.constantFrom("hard", "soft", "optional") }), {
      maxLength: 3,
    }),
    operations: fc.array(operation, { maxLength: 4 }),
  },
  { requiredKeys: ["operations"] },
);
const documents = fc
  .tuple(fc.array(workflow, { minLength: 1, maxLength: 2 }), maybe("workflow", "batch_workflow"))
  .map(([[only = {}, other], wrapper]): Record<string, unknown> => {
    if (other !== undefined) return { web: only, db: other };
    return wrapper === undefined ? only : { [wrapper]: only };
  });

async function findings(language: Language, text: string): Promise<{ message: string; place: string }[]> {
  const source = { kind: "text", text, language, path: "wf", folder: "/" } as const;
  const { problems } = await validateWorkflows(source, options);
  return problems.map(({ code, message, place }) => {
    const rest = text.split("\n")[(place?.line ?? 0) - 1]?.slice((place?.column ?? 0) - 1) ?? "";
    return { message: `${code}: ${message}`, place: rest };
  });
}

const messages = (found: readonly { message: string }[]) => found.map(({ message }) => message).toSorted();

it("finds the same in a workflow whatever its language, or as a value [validate-formats]", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const json = await findings("JSON", JSON.stringify(document, null, 1));
      expect(messages(await findings("YAML", toYaml(document)))).toStrictEqual(messages(json));
      expect(messages(await findings("TOML", toToml(document)))).toStrictEqual(messages(json));
      const { problems } = await validateWorkflows({ kind: "value", value: document, path: "wf" }, options);
      // Nobody knows how a value's numbers were written.
      const asValue = messages(json).map((message) => message.replace(/(put it in quotes): .*/, "$1"));
      expect(problems.map(({ code, message }) => `${code}: ${message}`).toSorted()).toStrictEqual(asValue);
    }),
    { numRuns: 300 },
  );
});

/** What a message says was found at its place: a value, an unknown name, an id that stands twice. */
function spokenOf(message: string): string {
  const [, found] =
    /found (?:the string |the number )?"?([\w.-]+)"?(?:;|$)/.exec(message) ??
    /^unknown-dependency: .* unknown "(\w+)"/.exec(message) ??
    /(?:has the id|has the unknown field) "(\w+)"/.exec(message) ??
    [];
  return found ?? "";
}

it("points at what it speaks of, in every language [validate-position]", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const texts = { JSON: JSON.stringify(document, null, 1), YAML: toYaml(document), TOML: toToml(document) };
      for (const language of ["JSON", "YAML", "TOML"] as const) {
        const found = await findings(language, texts[language]);
        expect(found.filter(({ message, place }) => !place.replace(/^["']/, "").startsWith(spokenOf(message)))).toEqual(
          [],
        );
      }
    }),
    { numRuns: 200 },
  );
});
