import { LabeledError, type Span } from "nu-plugin";

interface Second {
  /** The second of the two. */
  readonly span: Span;
  /** What is said of it there. */
  readonly label: string;
  readonly help?: string | undefined;
}

/** Creates the error for two parts of a call that exclude each other. */
export function contradiction(message: string, { span, label, help = "Leave one of them out." }: Second): LabeledError {
  return new LabeledError(message, { code: "orch::contradiction", labels: [{ text: label, span }], help });
}

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
  throw contradiction(`--${first} and --${second} ask for different answers`, {
    span: flagSpan(second),
    label: "asks for another one",
  });
}
