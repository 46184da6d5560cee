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
// All offsets of today are multiples of a quarter of an hour, so that each quarter is within one hour.
const quarter = 15 * minute;

/** Returns the usual name of a time zone that is known by this one, in whatever case; undefined if none is. */
export function timeZoneOf(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Returns the calendar of a time zone, by the name that `timeZoneOf` returns: `tzOffset` keeps each that it is asked for. */
export function calendarOf(timeZone: string): Calendar {
  const offsetAt = (ms: number) => tzOffset(timeZone, new Date(ms));
  const local = (ms: number) => new Date(ms + offsetAt(ms) * minute).toISOString();
  const hourOf = (ms: number) => local(ms).replace(/T(\d\d).*/, " $1:00");
  return {
    date: forQuarters((ms) => local(ms).replace(/T.*/, "")),
    hour: forQuarters((ms) => {
      const name = hourOf(ms);
      const isTwice = [ms - hour, ms + hour].some((other) => hourOf(other) === name);
      return isTwice ? `${name} ${offsetText(offsetAt(ms))}` : name;
    }),
  };
}

/** Finds each quarter's name once: most of 100,000 tasks share theirs with others, and asking for offsets is slow. */
function forQuarters(nameOf: (ms: number) => string): (ms: number) => string {
  const names = new Map<number, string>();
  return (ms) => {
    const start = Math.floor(ms / quarter) * quarter;
    const known = names.get(start);
    if (known !== undefined) return known;
    const name = nameOf(start);
    names.set(start, name);
    return name;
  };
}

function offsetText(minutes: number): string {
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;
}
