// Who does the same work: this plugin, and what one could take in its place.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginFile } from "../test/support/nu.ts";
import type { Context, Group, Samples } from "./bench.ts";
import { bundlePlugins } from "./bundle-plugins.ts";
import { makeDataDir, type Layout } from "./data-dir.ts";
import { measureWarm, valueOf, type Call, type Calls } from "./measure.ts";
import { startRestServer, type RestServer } from "./rest/start.ts";
import { buildRustPlugin, rustPluginFile } from "./rust-plugin/build.ts";

export const plugin = "plugin";
export const native = "Nushell alone";
export const rest = "REST server";
export const rust = "Rust plugin";
export const floor = "engine's floor";

/** So many files that Nushell alone takes nine seconds, and that runs are few. */
export const large = 100_000;

/** Whether a place has the size at which all work is measured; at the others only what depends on the number of files is. */
export function isUsual({ size }: Pick<Place, "size">, context: Context): boolean {
  return size === context.of(10_000, 100);
}

/** A data directory, and what answers for it. */
export interface Place {
  readonly directory: string;
  readonly layout: Layout;
  readonly size: number;
  readonly server: RestServer;
  /** What Nushell starts for the Rust plugin; undefined where it cannot be had. */
  readonly rustFile: string | undefined;
  readonly floorFile: string;
  /** The files of this plugin and of the Rust plugin. */
  readonly plugins: readonly string[];
}

/** Measures in a place of this size, and removes it. */
export async function* inPlace(
  context: Context,
  { size, layout = "plain" }: { readonly size: number; readonly layout?: Layout },
  measure: (place: Place) => AsyncIterable<Group>,
): AsyncIterable<Group> {
  const bundles = mkdtempSync(join(tmpdir(), "orch-bench-plugins-"));
  const directory = makeDataDir(size, layout);
  let server: RestServer | undefined;
  try {
    const [floorFile = ""] = await bundlePlugins(bundles, ["floor"]);
    const rustFile = rustPlugin(context);
    server = await startRestServer(directory);
    const plugins = [pluginFile, ...(rustFile === undefined ? [] : [rustFile])];
    yield* measure({ directory, layout, size, server, rustFile, floorFile, plugins });
  } finally {
    server?.stop();
    for (const each of [bundles, directory]) rmSync(each, { recursive: true });
  }
}

/** Built now, if that is needed and no quick run. */
export function rustPlugin(context: Context): string | undefined {
  const unbuilt = existsSync(rustPluginFile) ? undefined : "a quick run does not build it";
  const why = context.isQuick ? unbuilt : buildRustPlugin();
  if (why !== undefined) context.missing(rust, why);
  return why === undefined ? rustPluginFile : undefined;
}

/** What each side calls, by its name. */
export type Commands = Readonly<Record<string, string>>;

/** Fails if a side has other rows than the first, as far as `view` looks at them, or the first has none. */
export async function checkSame(commands: Commands, { plugins }: Pick<Place, "plugins">, view = ""): Promise<void> {
  const [[first, command] = ["", ""], ...others] = Object.entries(commands);
  const checks = others.map(([side, other]) => `if (${other} ${view}) != $first { "${side}" }`);
  const script = `let first = (${command} ${view}); if ($first | is-empty) { null } else { [(${checks.join("), (")})] | compact }`;
  const differing = await valueOf(script, plugins);
  if (!Array.isArray(differing)) throw new Error(`no rows to compare: ${first}`);
  if (differing.length > 0) throw new Error(`other rows than ${first}: ${differing.join(", ")}`);
}

/** Warm calls, `runs` of each side in turn. A plugin lives as long as the session: V8 is to have compiled what it runs. */
export function measureSides(
  commands: Commands,
  { plugins, floorFile, size }: Place,
  context: Context,
  { runs, before = "" }: { readonly runs: number; readonly before?: string },
): Promise<Samples> {
  const many = context.of(size > 10_000 ? 1 : 20, 1);
  const calls = Object.entries(commands).map(([side, command], i): [string, Call] => {
    // What Nushell does by itself is as quick the first time, and the server has been asked when the rows were compared.
    const warmUps = side === native ? 0 : side === rest ? 1 : many;
    const often = warmUps === 0 ? "" : `if $run == 1 { for _ in 1..${warmUps} { ${command} | ignore } };`;
    return [side, { command, before: `${often} ${i === 0 ? before : ""}` }];
  });
  // It makes all its rows at its start: where it is not asked, it is to take no time from the others.
  const started = commands[floor] === undefined ? plugins : [...plugins, floorFile];
  return measureWarm(Object.fromEntries(calls), { runs: context.runs(runs), warmUps: 0, plugins: started });
}

/** With what starts each side's process and has it read nothing. */
export function startedBefore(commands: Commands, { directory }: Pick<Place, "directory">): Calls {
  const starts: Commands = { [plugin]: "orch", [rust]: `orchr status --data-dir ${directory}` };
  return Object.fromEntries(
    Object.entries(commands).map(([side, command]) => [side, { command, start: starts[side] ?? "null" }]),
  );
}

/** Without the sides that cannot be had here, or have no such answer. */
export function having(commands: Readonly<Record<string, string | undefined>>): Commands {
  return Object.fromEntries(
    Object.entries(commands).flatMap(([side, command]) => (command === undefined ? [] : [[side, command]])),
  );
}

export function without(commands: Commands, side: string): Commands {
  return having({ ...commands, [side]: undefined });
}
