import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./nu.ts";

// The guide's: JavaScript and TypeScript at once, so that they are run and typechecked as they stand.
const source = (file: string) => readFileSync(join(root, file), "utf8");
export const command = source("fixtures/plugins/greet-command.ts");
export const plugin = `#!/usr/bin/env node\n${source("fixtures/plugins/greet.ts")}`;
export const [, check = ""] = /^## Tests$.*?^```ts\n(.*?)^```$/ms.exec(source("src/nushell/README.md")) ?? [];
