import { availableParallelism } from "node:os";
import type { Command } from "../command/command.ts";
import { shownExamples } from "../protocol/signature.ts";
import { parseVersion } from "../protocol/version.ts";
import { errorText, lastLine, type Nu } from "./nu.ts";

/** An example that does not give what it is declared to give. */
export interface DifferingExample {
  readonly command: string;
  readonly example: string;
  /** What `help` shows, as Nushell writes it. */
  readonly expected: string;
  /** What came, as Nushell writes it, or the text of an error. */
  readonly found: string;
}

interface Declared {
  readonly command: string;
  readonly example: string;
}

/**
 * Runs, in a Nushell that has loaded their plugin, each example of these commands that it is shown and that declares a
 * result, and gives those whose result is another. Nushell itself compares, so 2 is 2.0 and the order of a record's columns does not count.
 */
export async function checkExamples(
  nu: Nu,
  commands: readonly Pick<Command, "signature">[],
): Promise<readonly DifferingExample[]> {
  const release = String(await nu.value("version | get version"));
  const version = parseVersion(release);
  if (version === undefined) throw new Error(`Nushell calls its own release ${release}`);
  const declared = commands.flatMap(({ signature }) =>
    shownExamples(signature, version)
      .filter(({ result }) => result !== undefined)
      .map(({ example }) => ({ command: signature.name, example })),
  );
  const checked = new Map<Declared, DifferingExample | undefined>(declared.map((each) => [each, undefined]));
  // Each in a process of its own: what one sets, or a text that does not even parse, is none of the others' business.
  const next = declared.values();
  const work = async () => {
    for (const each of next) checked.set(each, await check(nu, each));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return [...checked.values()].filter((each) => each !== undefined);
}

async function check(nu: Nu, { command, example }: Declared): Promise<DifferingExample | undefined> {
  const given = `scope commands | where name == ${quoted(command)} | get 0?.examples? | default []`;
  const expected = `${given} | where example == ${quoted(example)} | get 0?.result?`;
  // Nushell has no notation for closures and for other plugins' values.
  const show = "let show = {|value| try { $value | to nuon } catch { $value | describe } }";
  const compared = `let found = (do {\n${example}\n})
let expected = (${expected})
${show}
{same: ($found == $expected), expected: (do $show $expected), found: (do $show $found)} | to json --raw`;
  const { stdout, stderr, code } = await nu.run(compared);
  if (code !== 0) {
    const shown = await nu.value(`${show}; do $show (${expected})`);
    return { command, example, expected: String(shown), found: errorText(stderr) };
  }
  const result: { same: boolean; expected: string; found: string } = JSON.parse(lastLine(stdout));
  return result.same ? undefined : { command, example, expected: result.expected, found: result.found };
}

/** As Nushell writes a text. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
