import { isUtf8 } from "node:buffer";

/** What bytes are that should be text in UTF-8. */
export interface ForeignContent {
  /** Whether it is text all the same, in another encoding. */
  readonly isText: boolean;
  /** What it is, as a phrase that can follow a file's name. */
  readonly message: string;
  /** What to do about it: a sentence. */
  readonly help: string;
}

// The first bytes as Latin-1: the encoding's mark or, as RFC 4627 tells encodings apart, two characters of ASCII.
const utf16 = /^(?:\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;
const utf32 = /^(?:\xff\xfe\0\0|\0\0\xfe\xff|[^\0]\0\0\0|\0\0\0[^\0])/;
const gzip = /^\x1f\x8b/;
// Control characters that no text has.
const control = /[\0-\x06\x0e-\x1a\x1c-\x1f]/;
// How many bytes tell whether a file is text. Git looks at as many.
const enough = 8000;

/**
 * Returns what bytes are that are not even meant as text in UTF-8; undefined for a text, also for one with bytes that
 * are not UTF-8. It reads all of them, so ask only about what has proved to be unreadable.
 */
export function foreignContent(bytes: Buffer): ForeignContent | undefined {
  const start = bytes.toString("latin1", 0, enough);
  const nul = bytes.indexOf(0);
  if (nul >= 0 && bytes.subarray(nul).every((byte) => byte === 0)) {
    const from = nul === 0 ? "" : ` after the first ${nul === 1 ? "byte" : `${nul} bytes`}`;
    return binary(`filled with NUL bytes${from}`);
  }
  if (utf32.test(start)) return text("UTF-32");
  if (utf16.test(start)) return text("UTF-16");
  if (gzip.test(start)) return { ...binary("gzip data, not text"), help: "Decompress it." };
  return nul >= 0 || (control.test(start) && !isUtf8(bytes)) ? binary("binary data, not text") : undefined;
}

function text(encoding: string): ForeignContent {
  return { isText: true, message: `${encoding} text, not UTF-8`, help: "Save it as UTF-8." };
}

function binary(message: string): ForeignContent {
  return { isText: false, message, help: "Restore it from a copy, or remove it." };
}
