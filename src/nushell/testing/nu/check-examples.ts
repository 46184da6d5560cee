import { availableParallelism } from "node:os";
import type { Command } from "../../command/command.ts";
import { quoted } from "../../protocol/texts/quoting.ts";
import { shownExamples } from "../../protocol/messages/signature.ts";
import { parseVersion } from "../../protocol/version.ts";
import { errorText, lastLine, type Nu } from "./nu.ts";

/** An example whose result is not the declared one. */
export interface DifferingExample {
  /** The command's name. */
  readonly command: string;
  /** The example that was run. */
  readonly example: string;
  /** The result that `help` shows, in Nushell's notation. */
  readonly expected: string;
  /** The result that came, in Nushell's notation, or the text of an error. */
  readonly found: string;
}

interface DeclaredExample {
  readonly command: string;
  readonly example: string;
}

/**
 * Runs the examples of these commands in a Nushell that has loaded their plugin, and returns those whose result is not
 * the declared one. It leaves out examples that the release does not show and those without a result. Nushell itself
 * compares, so 2 equals 2.0 and the order of a record's columns does not count.
 *
 * @example
 * ```ts
 * assert.deepEqual(await checkExamples(openNu({ plugins: ["nu_plugin_greet"] }), [greet]), []);
 * ```
 */
export async function checkExamples(
  nu: Nu,
  commands: readonly Pick<Command, "signature">[],
): Promise<readonly DifferingExample[]> {
  const release = String(await nu.value("version | get version"));
  const version = parseVersion(release);
  if (version === undefined) throw new Error(`"version" gives no release of Nushell, but ${release}`);
  const declared = commands.flatMap(({ signature }) =>
    shownExamples(signature, version)
      .filter(({ result }) => result !== undefined)
      .map(({ example }) => ({ command: signature.name, example })),
  );
  const checked = new Map<DeclaredExample, DifferingExample | undefined>(declared.map((each) => [each, undefined]));
  // Each example has a process of its own, so that what one sets, or one that does not even parse, cannot harm the
  // others.
  const next = declared.values();
  const work = async () => {
    for (const each of next) checked.set(each, await check(nu, each));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return [...checked.values()].filter((each) => each !== undefined);
}

async function check(nu: Nu, { command, example }: DeclaredExample): Promise<DifferingExample | undefined> {
  const given = `scope commands | where name == ${quoted(command)} | get 0?.examples? | default []`;
  const expected = `${given} | where example == ${quoted(example)} | get 0?.result?`;
  // Nushell has no notation for closures and for values of other plugins.
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
