import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import * as nu from "../../src/nushell/index.ts";
import * as testing from "../../src/nushell/testing/index.ts";
import { root } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

interface Exported {
  readonly name: string;
  readonly isType: boolean;
  /** The file that it is declared in, seen from the index. */
  readonly file: string;
}

const values = `any anyValue asArgument atLeast binary bool byteStream bytes CellPath cellPath checkedDate choice Closure
closure CustomValue date DateTime defineCommand defineCustomValue directories directory Duration duration empty file files
Filesize filesize Float float followCellPath Glob glob int int64 integer isTerminal items LabeledError list listStream loadCommand longestTimer milliseconds
nothing nullable oneOf Range range record recordType serve servePlugin string table tableType terminalWidth text texts
throwInvalid throwMismatch toAbbreviatedString toExpandedString toPlain toValue updateCellPath upsertCellPath useColors
value
closureTaking error expression externalArgument keyword mathExpression number rowCondition`;

const kit = "checkExamples complete loadPlugin marked openNu operationsOf runCommand";

const types = `Arguments BlockIr ByteStreamType CallArgument CallOptions CheckedFlags CheckedPositionals Columns Command CommandCall CommandDefinition Completer
CompletionCall CompletionRequest Completions CustomValueDefinition CustomValueOp CustomValueType Declared DurationUnit Encodable Engine
EvalOptions EvaluatedCall Example ExampleSignature FilesizeFormat FilesizeUnit Flag Flags FlagSignature FlagValues Held InputType Instruction
LabeledErrorOptions LazyCommand ListType Metadata MsgpackWriter OperationPlace OperationResult Operator Ordering Parameter PathMember Paths PipelineData
PipelineInput Plain PlainObject Plugin PluginSignature Positional Positionals PositionalSignature PositionalValues RangeBounds ReadRow
Recipient Release Rest Returned Row Scalar Source Span Spanned StateEncoding StreamType Suggestion SuggestionKind
SyntaxShape Taken TextConfig Trace Transport Type TypedArguments Value ValueData ValueType ValueWriter Variants Version Wire WriteValue
BuiltinCompletion`;

/** What an index exports. Throws on an `export *`, which no name stands in. */
function exportsOf(index: string): readonly Exported[] {
  const text = readFileSync(`${root}/src/nushell/${index}`, "utf8");
  if (text.includes("*")) throw new Error(`${index} does not list what it exports`);
  return [...text.matchAll(/^export (type )?\{([^}]*)\} from "([^"]+)";$/gm)].flatMap(
    ([, type, names = "", file = ""]) =>
      [...names.matchAll(/(type )?(\w+)/g)].map(([, typed, name = ""]) => ({
        name,
        isType: (type ?? typed) !== undefined,
        file,
      })),
  );
}

const sorted = (names: readonly string[]) => names.toSorted();
const words = (text: string) => text.split(/\s+/);

it("exports these names and no others [sdk-names]", () => {
  const exported = exportsOf("index.ts");
  expect(sorted(Object.keys(nu))).toEqual(sorted(words(values)));
  expect(sorted(exported.filter(({ isType }) => isType).map(({ name }) => name))).toEqual(sorted(words(types)));
  expect(sorted(Object.keys(testing))).toEqual(sorted(words(kit)));
});

it("exports every type that a public declaration names [sdk-names]", { timeout: 30_000 }, () => {
  const directory = temporaryDirectory();
  const project = `${root}/src/nushell/tsconfig.declarations.json`;
  execFileSync(`${root}/node_modules/.bin/tsc`, ["--project", project, "--outDir", directory]);
  const publicNames = new Set(exportsOf("index.ts").map(({ name }) => name));
  const missing = ["index.ts", "testing/index.ts"].flatMap((index) => {
    const exported = exportsOf(index);
    const known = new Set([...publicNames, ...exported.map(({ name }) => name)]);
    return exported.flatMap(({ name, file }) => {
      const text = readFileSync(join(directory, dirname(index), file.replace(/\.ts$/, ".d.ts")), "utf8");
      return namedTypes(text, name)
        .filter((type) => !known.has(type))
        .map((type) => `${type} of ${name}`);
    });
  });
  expect(missing).toEqual([]);
});

/** The SDK's own types that a declaration names. */
function namedTypes(text: string, name: string): readonly string[] {
  const code = text.replaceAll(/\/\*\*.*?\*\//gs, "");
  const declaration = code
    .split(/^(?=import |export |declare |type |interface )/m)
    .find((part) => declares(part, name));
  if (declaration === undefined) throw new Error(`no declaration of ${name}`);
  const imports = [...code.matchAll(/^import [^;]*?\{([^}]*)\} from "\.[^"]+";$/gm)].map(([, names = ""]) => names);
  const imported = [...imports.join(",").matchAll(/\b([A-Z]\w+)/g)];
  const declared = [...code.matchAll(/^export (?:declare )?(?:type|interface|class) (\w+)/gm)];
  const own = new Set([...imported, ...declared].map(([, type]) => type));
  return [...new Set(declaration.match(/\b[A-Z]\w+/g))].filter((type) => own.has(type));
}

function declares(part: string, name: string): boolean {
  return new RegExp(String.raw`^export (?:declare )?(?:type|interface|class|const|function) ${name}\b`).test(part);
}
