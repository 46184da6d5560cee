/** A whole number, or a word for a priority, as the file has it; null if there is none. */
export type Priority = number | string | null;

// The documents have only Normal. The other words, and their order, are this plugin's reading.
const words = ["Critical", "High", "Normal", "Low"];
/** What the words are, for messages. */
export const priorityWords = `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

// One copy of each usual spelling, so that 100,000 tasks need no 100,000 copies of "Normal".
const spellings = new Map(words.map((word) => [word, word]));
// Every word comes after every whole number that a JavaScript number holds exactly.
const ranks = new Map(words.map((word, i) => [word.toLowerCase(), (i + 2) * -Number.MAX_SAFE_INTEGER]));

/** Returns a word for a priority, in whatever case it is, as it stands; undefined for any other text. */
export function priorityWord(text: string): string | undefined {
  return spellings.get(text) ?? (ranks.has(text.toLowerCase()) ? text : undefined);
}

/** Returns a number that is higher for what comes first: the higher number, then the words, then none. */
export function rankOf(priority: Priority): number {
  if (typeof priority === "number") return priority;
  return (priority === null ? undefined : ranks.get(priority.toLowerCase())) ?? -Infinity;
}
