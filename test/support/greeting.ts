import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./nu.ts";

// The guide's, in TypeScript.
const source = (file: string) => readFileSync(join(root, file), "utf8");
export const command = source("fixtures/plugins/greet-command.ts");
export const plugin = `#!/usr/bin/env node\n${source("fixtures/plugins/greet.ts")}`;
export const [, check = ""] = /^## Tests$.*?^```ts\n(.*?)^```$/ms.exec(source("src/nushell/README.md")) ?? [];

/** The same in JavaScript: they have no types, so only the names of files differ. */
export const asJavaScript = (code: string) => code.replaceAll(/(?<="\.\/[\w-]+)\.ts(?=")/g, ".js");
