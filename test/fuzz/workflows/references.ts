import { isUtf8 } from "node:buffer";

/** Throws an error where a text is refused that JSON itself takes, or the other way round. */
export function checkAgreement(
  extension: string,
  bytes: Buffer,
  found: readonly { code: string; message: string }[],
): void {
  if (extension !== ".json" || !isUtf8(bytes)) return;
  const refusal = found.find(({ code }) =>
    ["syntax-error", "merge-conflict", "unrendered-template", "binary", "not-utf8"].includes(code),
  );
  const isJson = parses(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  if (isJson === (refusal !== undefined))
    throw new Error(`JSON.parse ${isJson ? "takes" : "refuses"} it: ${refusal?.message}`);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
