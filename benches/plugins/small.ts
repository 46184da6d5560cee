import { defineCommand, servePlugin, string } from "nu-plugin";

/** What a plugin of the SDK takes that does nothing: its start, a call, its memory. */
const small = defineCommand({
  name: "small",
  summary: "Give a short text",
  category: "example",
  output: string,
  run: () => "short",
});

process.exit(await servePlugin({ version: "1.0.0", commands: [small] }));
