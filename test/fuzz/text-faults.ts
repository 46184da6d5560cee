import * as fc from "fast-check";

/** What chance decides of a fault in a text: where, how far it goes, and what is put there. Numbers are taken by what there is. */
export interface TextFault {
  readonly kind: string;
  readonly at: number;
  readonly other: number;
  readonly odd: number;
}

// What parsers, and those who show what they have read, trip over.
const odds: readonly Buffer[] = [
  ..."{ } [ ] , : \" ' # & * ! | > % @ ` - ? ~ = . \\ \t \r \n \r\n".split(" ").map((text) => Buffer.from(text)),

  "\0",
  "\u{feff}",
  "\u{202e}",
  "\u{200b}",
  "\u{85}",
  "\u{2028}",
  "\u{1b}[31m",
  "e\u{301}",
  "👩‍👩‍👧",
  "{{ x }}",
  "<<<<<<< a\n",

  "1e999999999",
  "-0",
  "0x1F",
  "1_000",
  "007",
  ".inf",
  "9".repeat(400),
  "0.1e-400",
  "2026-13-45T99:99:99Z",
  "1979-05-27",

  "null",
  "true",
  "~",
  "[]",
  "{}",
  '""',
  "<<: *a",
  "&a ",
  "*a",
  "--- ",
  "...\n",
  "%YAML 1.1\n---\n",
  "!!binary x",
  "? ",

  '"__proto__": 1,',
  "constructor",
  "\\ud800",
  "\\u0000",
  "[".repeat(300),
  "{a: ".repeat(300),
  "- ".repeat(300),
  "a.".repeat(300),

  " ".repeat(2000),
  "x".repeat(3000),
  '"""',
  "'''",
  "[[a]]\n",
  "[a.b]\n",
  "a.b = 1\n",
  "x = {a = 1}\n",
  '"id": "task-001",',
].map((text) => Buffer.from(text));
const bytes = [
  Buffer.of(0xff),
  Buffer.of(0xc3),
  Buffer.of(0xed, 0xa0, 0x80),
  Buffer.of(0x1f, 0x8b),
  Buffer.of(0xff, 0xfe),
];
const all = [...odds, ...bytes];

type Change = (text: Buffer, from: number, to: number, odd: Buffer) => Buffer;

const changes: Readonly<Record<string, Change>> = {
  "bytes removed": (text, from, to) => spliced(text, from, Math.min(to, from + 40), []),
  "cut off": (text, from) => text.subarray(0, from),
  "odd text inserted": (text, from, _, odd) => spliced(text, from, from, odd),
  "odd text instead of bytes": (text, from, to, odd) => spliced(text, from, Math.min(to, from + 8), odd),
  "part twice": (text, from, to) => spliced(text, from, from, text.subarray(from, Math.min(to, from + 400))),
  "part elsewhere": (text, from, to) => spliced(text, to, to, text.subarray(from, Math.min(to, from + 60))),
  "a value replaced": (text, from, _, odd) => replaced(text, from, /(?<=[:=]\s*)[^\s,:=]+/g, odd),
  "a word replaced": (text, from, _, odd) => replaced(text, from, /\w+/g, odd),
  "a line twice": (text, from) => replaced(text, from, /.*\n/g, (line) => line + line),
  "a line less": (text, from) => replaced(text, from, /.*\n/g, ""),
  "indented otherwise": (text, from, to) => replaced(text, from, /^ */gm, " ".repeat(to % 12)),
  "line ends of old Macs": (text) => Buffer.from(text.toString("latin1").replaceAll("\n", "\r"), "latin1"),
};

export const textFault: fc.Arbitrary<TextFault> = fc.record(
  { kind: fc.constantFrom(...Object.keys(changes)), at: fc.nat(), other: fc.nat(), odd: fc.nat() },
  { noNullPrototype: true },
);

/** Returns a text with these faults, one after the other. */
export function withTextFaults(text: Buffer, faults: readonly TextFault[]): Buffer {
  return faults.reduce((given, { kind, at, other, odd }) => {
    const [from = 0, to = 0] = [at % (given.length + 1), other % (given.length + 1)].toSorted((a, b) => a - b);
    return changes[kind]?.(given, from, to, all[odd % all.length] ?? Buffer.of()) ?? given;
  }, text);
}

function spliced(text: Buffer, from: number, to: number, put: Iterable<number>): Buffer {
  return Buffer.concat([text.subarray(0, from), Buffer.from([...put]), text.subarray(to)]);
}

/** Replaces one match. Texts go through Latin-1, which keeps every byte. */
function replaced(
  text: Buffer,
  index: number,
  pattern: RegExp,
  by: Buffer | string | ((found: string) => string),
): Buffer {
  const matches = [...text.toString("latin1").matchAll(pattern)];
  const match = matches[index % matches.length];
  if (match === undefined) return text;
  const [found] = match;
  const put = typeof by === "function" ? by(found) : by;
  return spliced(
    text,
    match.index,
    match.index + found.length,
    typeof put === "string" ? Buffer.from(put, "latin1") : put,
  );
}
