import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { foreignContent } from "../../../src/orchestrator/text/binary-text.ts";

const json = '{"id":"größe 日本 👩"}';
const utf16 = (text: string) => Buffer.from(text, "utf16le");
const utf32 = (text: string) =>
  Buffer.from(Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0).buffer);

it.each([
  ["UTF-16", "with a mark", utf16(`\u{feff}${json}`)],
  ["UTF-16", "with a mark, the other way round", utf16(`\u{feff}${json}`).swap16()],
  ["UTF-16", "without a mark", utf16(json)],
  ["UTF-16", "without a mark, the other way round", utf16(json).swap16()],
  ["UTF-16", "without content", utf16("\u{feff}")],
  ["UTF-32", "with a mark", utf32(`\u{feff}${json}`)],
  ["UTF-32", "with a mark, the other way round", utf32(`\u{feff}${json}`).swap32()],
  ["UTF-32", "without a mark", utf32(json)],
  ["UTF-32", "without a mark, the other way round", utf32(json).swap32()],
])("names %s %s [foreign-content]", (encoding, _, bytes) => {
  const help = "Save it as UTF-8.";
  expect(foreignContent(bytes)).toEqual({ isText: true, message: `${encoding} text, not UTF-8`, help });
});

it.each([
  ["filled with NUL bytes", Buffer.alloc(300)],
  ["filled with NUL bytes after the first byte", Buffer.from("1\0")],
  ["filled with NUL bytes after the first 8 bytes", Buffer.from(`name: x\n${"\0".repeat(300)}`)],
  ["gzip data, not text", gzipSync(json)],
  ["binary data, not text", Buffer.from("a: x\0\nb: y\n")],
  ["binary data, not text", Buffer.from("\x89PNG\r\n\x1a\n", "latin1")],
  ["binary data, not text", Buffer.concat([Buffer.of(0x28, 0xb5, 0x2f, 0xfd), randomBytes(500)])],
])("names what is no text: %s [foreign-content]", (message, bytes) => {
  expect(foreignContent(bytes)).toMatchObject({ isText: false, message });
});

it.each([
  ["nothing", Buffer.alloc(0)],
  ["UTF-8", Buffer.from(json)],
  ["UTF-8 with a mark", Buffer.from(`\u{feff}${json}`)],
  ["Latin-1", Buffer.from("größe\tx\r\n", "latin1")],
  ["a control character in UTF-8", Buffer.from("ü\u{1}\u{1b}")],
])("takes %s as text [foreign-content]", (_, bytes) => {
  expect(foreignContent(bytes)).toBeUndefined();
});
