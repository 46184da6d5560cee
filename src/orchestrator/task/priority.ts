/**
 * An integer of 64 bits (a bigint where a number would not hold it exactly), or a word for a priority, as the file has it;
 * null if there is none.
 */
export type Priority = number | bigint | string | null;

// The documents have only Normal. The other words, and their order, are this plugin's reading.
const words = ["Critical", "High", "Normal", "Low"];
/** What the words are, for messages. */
export const priorityWords = `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

// One copy of each usual spelling, so that 100,000 tasks need no 100,000 copies of "Normal".
const spellings = new Map(words.map((word) => [word, word]));
// Every word comes after every integer of 64 bits.
const ranks = new Map(words.map((word, i) => [word.toLowerCase(), (i + 2) * -(2 ** 63)]));

/** Returns a word for a priority, in whatever case it is, as it stands; undefined for any other text. */
export function priorityWord(text: string): string | undefined {
  return spellings.get(text) ?? (ranks.has(text.toLowerCase()) ? text : undefined);
}

/** Returns a number that is higher for what comes first: the higher number, then the words, then none. */
export function rankOf(priority: Priority): number | bigint {
  if (typeof priority === "number" || typeof priority === "bigint") return priority;
  return (priority === null ? undefined : ranks.get(priority.toLowerCase())) ?? -Infinity;
}
