import type { Problem } from "../problem.ts";
import type { Locate } from "./place.ts";

/** What a file said: its plain value, and on demand where each part of it stands. */
interface DocumentContent {
  readonly value: unknown;
  /** Costs a second look at the text, so ask only when there is something to point at. */
  readonly places: () => Promise<Locate>;
}

/** A file as read: what its language had to complain about, and its content if there is any. */
export interface WorkflowDocument {
  readonly problems: readonly Problem[];
  readonly content: DocumentContent | undefined;
}
