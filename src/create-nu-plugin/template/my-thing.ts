import { defineCommand, LabeledError, string } from "nu-plugin";

export const command = defineCommand({
  name: "my-thing",
  summary: "Greet somebody",
  category: "Plugin",
  positionals: { name: { description: "Whom to greet", takes: string } },
  flags: { shout: { description: "In capitals", short: "s" } },
  output: string,
  examples: [{ example: "my-thing Ada --shout", description: "Greet Ada loudly", result: "HELLO, ADA!" }],
  run({ positionals, flags, positionalSpan }) {
    if (positionals.name === "") {
      throw new LabeledError("Whom?", { labels: [{ text: "no name", span: positionalSpan("name") }] });
    }
    const greeting = `Hello, ${positionals.name}!`;
    return flags.shout ? greeting.toUpperCase() : greeting;
  },
});
