/** When a call is made: in a process that has answered it before, that has read nothing yet, that was left alone, or in a new one. */
export type When = "warm" | "first" | "idle" | "cold";

/** What is measured. A bench of something else, such as operations a second, adds its own here. */
export type Unit = "ms" | "µs" | "MB";

/** What one side took in each of its runs. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** One piece of work, done by one side or by several in turn. */
export interface Group {
  /** Short and unlike all others: with `size`, `when` and a side it names a number that a document shows. */
  readonly id: string;
  /** Which of the bench's questions it helps to answer. */
  readonly question: string;
  /** In words, without the size. */
  readonly work: string;
  readonly size?: number;
  readonly when?: When;
  readonly unit: Unit;
  /** By name. All others are compared with the first: runs of the same index were neighbours. */
  readonly sides: Samples;
  readonly targets?: readonly Target[];
}

/** What the first side was meant to take at most: of the other side's time, such as 0.4 for "2.5 times faster", or in the unit. */
export interface Target {
  readonly against?: string;
  readonly atMost: number;
}

export interface Question {
  /** As a reader asks it: with a question mark. */
  readonly text: string;
  /** What a row of its table and chart is of, such as "files". */
  readonly sizes?: string;
  /** `growth` draws the sizes on an axis, `sides` a row for each piece of work. */
  readonly chart: "sides" | "growth";
  /** What one has to know to read the answer: sentences in Markdown. */
  readonly note?: string;
}

/** How much is to be measured, and where a bench tells what is no measurement. */
export interface Context {
  /** Whether it only has to be seen that all of it works: the smallest sizes, two runs. */
  readonly isQuick: boolean;
  /** The first if it is a full run, else the second, which is 2 runs if none is given. */
  of<T>(full: T, quick: T): T;
  runs(full: number): number;
  /** Says that a side cannot be measured on this machine. */
  missing(side: string, why: string): void;
  /** Says which release of a program was measured, Node and Nushell aside. */
  version(program: string, version: string): void;
}

/** A file of this folder that answers questions by measuring. `run.ts` lists all. */
export interface Bench {
  readonly name: string;
  readonly questions: Readonly<Record<string, Question>>;
  run(context: Context): AsyncIterable<Group>;
}
