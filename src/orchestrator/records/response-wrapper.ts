import { excerpt } from "../text/printable.ts";

/** What the platform's API and its scripts wrap around an answer. */
export interface ResponseWrapper<V = unknown> {
  /** How the request went, in the words of the documents. */
  readonly outcome: "success" | "error" | "partial" | "pending";
  /** The answer: `data`, as the API calls it, or `result`, as the scripts do; undefined or null if there is none. */
  readonly content: V | undefined;
  /** What went wrong, in words; undefined if nothing is said of it. */
  readonly error: string | undefined;
}

// Every field that the documents give a response, those inside its `metadata` and `error` too, which some may put beside
// them. Whatever has another field is a record of its own: a task with an `output`, say, or with an `id`.
const fields = new Set(
  "status success data result metadata timestamp request_id version error code message details context".split(" "),
);

/**
 * Returns what a response of the platform's API (`{"success": true, "data": ...}`, `{"status": "success", "data": ...}`)
 * or of its scripts (`{"status": "success", "result": ...}`) wraps; undefined for a record that is no such response.
 */
export function responseWrapper<V>(record: Readonly<Record<string, V>>): ResponseWrapper<V> | undefined {
  const outcome = outcomeOf(record);
  if (outcome === undefined || !Object.keys(record).every((name) => fields.has(name))) return undefined;
  const { data, result, error } = record;
  return { outcome, content: data ?? result, error: errorText(error) ?? errorText(record) };
}

function outcomeOf({ success, status, data, result }: Readonly<Record<string, unknown>>) {
  if (typeof success === "boolean") return success ? "success" : "error";
  switch (typeof status === "string" ? status.toLowerCase() : undefined) {
    case "success":
      return "success";
    case "error":
      return "error";
    case "partial":
      return "partial";
    case "pending":
      // A task may be pending, too, and no document gives it one of these fields.
      return data === undefined && result === undefined ? undefined : "pending";
    default:
      return undefined;
  }
}

/** Names a response for what it is, such as `a response that says "error" (ERR001: no such task)`. */
export function describeResponse({ outcome, error }: ResponseWrapper): string {
  return `a response that says "${outcome}"${error === undefined ? "" : ` (${excerpt(error)})`}`;
}

/**
 * Returns an error as the documents write it, `{code, message, details}` or a text, in words: `ERR001: no such task`.
 * Returns undefined for anything else.
 */
export function errorText(error: unknown): string | undefined {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined;
  const { message } = error;
  if (typeof message !== "string") return undefined;
  return "code" in error && typeof error.code === "string" ? `${error.code}: ${message}` : message;
}
