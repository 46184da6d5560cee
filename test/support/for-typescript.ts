import { features } from "node:process";

/** The flags with which this Node runs TypeScript: none where it strips types itself. */
export const forTypeScript: readonly string[] = "typescript" in features ? [] : ["--import", "tsx"];
