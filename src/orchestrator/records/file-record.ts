import type { Json, JsonRecord } from "../files/json-file.ts";
import { problem, type Problem } from "../problem.ts";
import { quoteJson } from "../text/printable.ts";
import { isRecord } from "./record-fields.ts";
import { describeResponse, responseWrapper } from "./response-wrapper.ts";

/** The record that a file holds, and what is wrong with how it holds it, or else why there is none. */
type FileRecord =
  | { readonly record: JsonRecord; readonly problem: Problem | undefined }
  | { readonly record: undefined; readonly problem: Problem };

/**
 * Returns the record that a file's JSON holds, by itself or inside a response of the platform's API. `what` is what should
 * be there, such as `status`, and `isWhat` tells it from what else a response may hold.
 */
export function readFileRecord(
  value: Json,
  path: string,
  what: string,
  isWhat: (record: JsonRecord) => boolean = () => true,
): FileRecord {
  const none = (held: string): FileRecord => ({
    record: undefined,
    problem: problem("not-a-record", path, `holds ${held} where a ${what} should be`),
  });
  if (!isRecord(value)) return none(quoteJson(value));
  const response = responseWrapper(value);
  if (response === undefined) return { record: value, problem: undefined };
  const described = describeResponse(response);
  const content = response.content ?? null;
  if (isRecord(content) && responseWrapper(content) === undefined && isWhat(content))
    return { record: content, problem: problem("in-response", path, `the ${what} is inside ${described}`) };
  return none(content === null ? described : `${described}, with ${quoteJson(content)} in it,`);
}
