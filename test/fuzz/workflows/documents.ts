import * as fc from "fast-check";

// What JSON, YAML and TOML can all say: TOML has no null, and only YAML and JSON have lists of several kinds in all versions.
const text = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "c",
    "servers",
    "serverś",
    "dns",
    "",
    " ",
    "yes",
    "no",
    "null",
    "1",
    "1.0",
    "1e3",
    "~",
    "- a",
    "a: b",
    "#",
  ),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "grapheme", maxLength: 4 }).filter((each) => each.isWellFormed()),
);
const integer = fc.oneof(fc.integer({ min: -2, max: 400 }), fc.constantFrom(0, 1, 2 ** 31, Number.MAX_SAFE_INTEGER));
const scalar = fc.oneof(text, integer, fc.boolean());
const odd = fc.oneof(scalar, fc.array(text, { maxLength: 2 }), fc.dictionary(fc.constantFrom("a", "id", "x"), scalar));

/** Mostly what a field takes, now and then something else. */
function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: odd });
}

const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", "c", "d", "servers") },
  { weight: 1, arbitrary: text },
);
const dependency = fc.oneof(id, fc.record({ id, type: fc.constantFrom("hard", "soft", "optional") }));

const operation = fc.record(
  {
    id: mostly(id),
    type: mostly(fc.constantFrom("create", "server", "taskserv")),
    target: mostly(text),
    provider: mostly(fc.constantFrom("upcloud", "aws", "awz")),
    depends_on: mostly(fc.array(dependency, { maxLength: 3 })),
    dependencies: mostly(fc.array(id, { maxLength: 2 })),
    parallel: mostly(fc.boolean()),
    timeout: mostly(integer),
    on_failure: mostly(fc.constantFrom("fail", "continue", "rollback", "ignore")),
    parameters: fc.dictionary(fc.constantFrom("a", "b", "timeout"), scalar),
    tiemout: integer,
  },
  { requiredKeys: [], noNullPrototype: true },
);

const workflow = fc.record(
  {
    name: mostly(text),
    version: mostly(text),
    type: mostly(fc.constantFrom("batch", "sequential", "parallel")),
    operations: mostly(fc.array(operation, { maxLength: 6 })),
    provider: mostly(fc.constantFrom("upcloud", "aws")),
    providers: mostly(fc.array(fc.constantFrom("upcloud", "aws"), { maxLength: 2 })),
    parallel_limit: mostly(integer),
    rollback_enabled: mostly(fc.boolean()),
    retry_policy: mostly(
      fc.record({ initial_delay: integer, max_delay: integer }, { requiredKeys: [], noNullPrototype: true }),
    ),
    dependencies: mostly(fc.dictionary(id, fc.array(id, { maxLength: 2 }))),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** A document of a workflow, in one of its forms. */
export const document: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: workflow },
  { weight: 1, arbitrary: fc.record({ batch_workflow: workflow }, { noNullPrototype: true }) },
  { weight: 1, arbitrary: fc.record({ one: workflow, two: workflow }, { noNullPrototype: true }) },
);
