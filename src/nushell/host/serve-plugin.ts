// This comes first, as it writes the plugin's first bytes.
import { takeStdout } from "./transport/guarded-stdout.ts";
import { serving, type Plugin } from "../command/served-plugin.ts";

/**
 * Runs a plugin as Nushell starts it, with `--stdio` or `--local-socket NAME`, until Nushell no longer needs it.
 * Resolves to the exit code that the process has to end with. A failure is reported as one line on stderr.
 *
 * @example
 * ```ts
 * process.exit(await servePlugin({ version: "1.0.0", commands: [greet] }));
 * ```
 */
export async function servePlugin(plugin: Plugin, args: readonly string[] = process.argv.slice(2)): Promise<number> {
  if (serving.instead !== undefined) {
    serving.instead(plugin);
    return 0;
  }
  try {
    // In a bundle this is another file, so that Nushell has the first bytes, and greets, before it is loaded. It is given what it
    // needs of this one, so that it can be loaded without it, as in a thread of the plugin.
    const { runPlugin } = await import("./run-plugin.ts");
    return await runPlugin(plugin, args, takeStdout);
  } catch (error) {
    // What `runPlugin` itself meets it has reported.
    const [problem] = String(error).split("\n");
    // A file that is there and cannot be read is not fixed by another installation. Of package.json, which Node 26 reads for each
    // file, it tells only by this code.
    const { code, syscall }: Partial<NodeJS.ErrnoException> = error instanceof Error ? error : {};
    const isUnread = code === "ERR_INVALID_PACKAGE_CONFIG" || (syscall !== undefined && code !== "ENOENT");
    process.stderr.write(
      isUnread
        ? `The plugin cannot be loaded: fix what the system reports, and call it again (${problem})\n`
        : `The plugin cannot be loaded, as while it is being upgraded: call it again, and if that fails too, install it again (${problem})\n`,
    );
    return 1;
  }
}
