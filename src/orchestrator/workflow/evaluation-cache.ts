import type { EvaluatedLanguage, Outcome } from "./evaluators/evaluation.ts";
import { recordKcl } from "./kcl-sources.ts";
import { recordNickel } from "./nickel-sources.ts";
import { SourceRecord, type Sources, UnknowableSources } from "./source-record.ts";

export interface CacheBounds {
  readonly entries: number;
  readonly bytes: number;
}

const defaultBounds: CacheBounds = { entries: 256, bytes: 32 * 1024 * 1024 };

/**
 * What the evaluators answered, by all that they read and all that decides how they read it; the least used goes
 * first. Nothing is ever taken from it that has to be thrown out: another content is another key.
 */
export class EvaluationCache {
  readonly #bounds: CacheBounds;
  readonly #outcomes = new Map<string, Outcome>();
  #bytes = 0;

  constructor(bounds: CacheBounds = defaultBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#outcomes.size;
  }

  /** What `work` gives, which is kept, or gave; `details` are the tool and the environment. Undefined is never kept. */
  async through(
    path: string,
    language: EvaluatedLanguage,
    details: readonly string[],
    work: () => Promise<Outcome | undefined>,
  ): Promise<Outcome | undefined> {
    const sources = sourcesOf(path, language, details);
    const known = sources === undefined ? undefined : this.#take(sources.key);
    if (known !== undefined) return known;
    const outcome = await work();
    if (outcome !== undefined && sources !== undefined) {
      // Whoever asked need not wait for the second look at the files.
      setImmediate(() => {
        if (isOfFile(outcome) && isOf(outcome, sources, sourcesOf(path, language, details))) {
          this.#put(sources.key, outcome);
        }
      });
    }
    return outcome;
  }

  #take(key: string): Outcome | undefined {
    const outcome = this.#outcomes.get(key);
    if (outcome === undefined) return undefined;
    this.#outcomes.delete(key);
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  #put(key: string, outcome: Outcome): void {
    this.#drop(key);
    this.#outcomes.set(key, outcome);
    this.#bytes += outcome.bytes;
    for (const oldest of this.#outcomes.keys()) {
      if (this.#outcomes.size <= this.#bounds.entries && this.#bytes <= this.#bounds.bytes) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#outcomes.get(key)?.bytes ?? 0;
    this.#outcomes.delete(key);
  }
}

/** A failure that shows no place in any file may be the tool's own, and gone the next time: a wrapper that lacks something. */
function isOfFile({ document: { content, diagnostics } }: Outcome): boolean {
  return content !== undefined || diagnostics.some(({ line }) => line !== null);
}

/** Whether nothing was written meanwhile, and the engine read nothing else than was expected. */
function isOf({ files = [] }: Outcome, before: Sources, after: Sources | undefined): boolean {
  return (
    after !== undefined &&
    before.key === after.key &&
    before.stamp === after.stamp &&
    files.every((file) => before.files.has(file))
  );
}

function sourcesOf(path: string, language: EvaluatedLanguage, details: readonly string[]): Sources | undefined {
  const record = new SourceRecord();
  try {
    record.add("language", language);
    record.add("workflow", path);
    for (const detail of details) record.add("detail", detail);
    if (language === "KCL") recordKcl(path, record);
    else recordNickel(path, record);
    return record.finish();
  } catch (error) {
    // What cannot be read is for the evaluator to complain about.
    if (error instanceof UnknowableSources || (error instanceof Error && "syscall" in error)) return undefined;
    throw error;
  }
}
