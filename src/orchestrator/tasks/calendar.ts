import { tzOffset } from "@date-fns/tz";

/** The names that days and hours have in one time zone. */
export interface Calendar {
  /** Returns a day, such as `2026-03-14`. */
  date(ms: number): string;
  /**
   * Returns an hour by its beginning, such as `2026-03-14 09:00`. Where clocks are set back an hour comes twice, and each
   * of the two has its offset: `2026-10-25 02:00 +02:00`.
   */
  hour(ms: number): string;
}

const minute = 60_000;
const hour = 60 * minute;
// Every offset of today, and so the beginning of every hour, is a multiple of this.
const quarter = 15 * minute;

/** Whether a time zone is known by this name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Returns the calendar of a time zone: one for which `isTimeZone` is true. */
export function calendarOf(timeZone: string): Calendar {
  // Most of 100,000 tasks share their quarter of an hour with others, and asking for an offset is slow.
  const offsets = new Map<number, number>();
  const offsetAt = (ms: number) => {
    const start = Math.floor(ms / quarter) * quarter;
    const known = offsets.get(start) ?? tzOffset(timeZone, new Date(start));
    offsets.set(start, known);
    return known;
  };
  const local = (ms: number) => new Date(ms + offsetAt(ms) * minute).toISOString();
  const hourOf = (ms: number) => local(ms).replace(/T(\d\d).*/, " $1:00");
  return {
    date: (ms) => local(ms).replace(/T.*/, ""),
    hour(ms) {
      const name = hourOf(ms);
      const isTwice = [ms - hour, ms + hour].some((other) => hourOf(other) === name);
      return isTwice ? `${name} ${offsetText(offsetAt(ms))}` : name;
    },
  };
}

function offsetText(minutes: number): string {
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;
}
