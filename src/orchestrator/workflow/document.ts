import type { Problem } from "../problem.ts";
import type { Locate } from "../syntax/place.ts";

/** The content of a file: its plain value and, on demand, where each part of it is. */
export interface DocumentContent {
  readonly value: unknown;
  /** Reads the text a second time, so call it only if there is something to point at. */
  readonly places: () => Promise<Locate>;
  /** Whether something else has read the text: then nobody knows how it writes a number. */
  readonly isComputed: boolean;
}

/** A file as it was read: the problems that its parser or evaluator found, and its content unless these prevent any. */
export interface WorkflowDocument {
  readonly problems: readonly Problem[];
  readonly content: DocumentContent | undefined;
}
