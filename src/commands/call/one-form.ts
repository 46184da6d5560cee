import { LabeledError, type Span } from "../../nushell/index.ts";

interface FormCall<Name extends string> {
  readonly flags: Readonly<Record<Name, boolean>>;
  readonly flagSpan: (name: Name) => Span;
}

/**
 * Returns which of these flags is given, each of which asks for the answer in a form of its own. Throws a LabeledError at the
 * second of two.
 */
export function formOf<const Name extends string>(
  names: readonly Name[],
  { flags, flagSpan }: FormCall<NoInfer<Name>>,
): Name | undefined {
  const [first, second] = names.filter((name) => flags[name]);
  if (second === undefined) return first;
  throw new LabeledError(`--${first} and --${second} ask for different answers`, {
    code: "orch::contradiction",
    labels: [{ text: "asks for another one", span: flagSpan(second) }],
    help: "Leave one of them out.",
  });
}
