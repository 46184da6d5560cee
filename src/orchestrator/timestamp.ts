export interface Instant {
  /** Whole milliseconds since 1970-01-01T00:00:00Z. */
  readonly ms: number;
  /** The remainder below a millisecond, in nanoseconds: 0 to 999,999. */
  readonly ns: number;
}

/** An instant with a text that a strict RFC 3339 parser accepts. */
export interface Timestamp extends Instant {
  /** The instant in RFC 3339 with an offset: the original text where that was valid already. */
  readonly text: string;
}

// How many milliseconds the clocks of two machines may differ.
const clockSkew = 60_000;

/** Whether an instant is in the future by more than two clocks may differ. `now` is in milliseconds since 1970. */
export function isFuture({ ms }: Pick<Instant, "ms">, now: number): boolean {
  return ms > now + clockSkew;
}

/** Compares two instants: the result is negative if `a` is earlier, and positive if it is later. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.ms === b.ms ? a.ns - b.ns : a.ms - b.ms;
}

/**
 * Returns the nanoseconds from one instant to the other. The result is null if either is unknown, if `to` is the
 * earlier one, or if it exceeds 64 bits (292 years).
 */
export function nanosecondsBetween(from: Instant | undefined, to: Instant | undefined): bigint | null {
  if (from === undefined || to === undefined) return null;
  const nanoseconds = BigInt(to.ms - from.ms) * 1_000_000n + BigInt(to.ns - from.ns);
  return nanoseconds >= 0n && nanoseconds < 2n ** 63n ? nanoseconds : null;
}

/**
 * Returns `nanosecondsBetween` as a number, which takes a fraction of a bigint's memory and is exact up to 104 days.
 */
export function numberBetween(from: Instant | undefined, to: Instant | undefined): number | null {
  const nanoseconds = nanosecondsBetween(from, to);
  return nanoseconds === null ? null : Number(nanoseconds);
}

/**
 * Returns the last instant of the day that starts at a timestamp, or undefined if it is not midnight in its own offset.
 */
export function endOfDay({ text, ms }: Timestamp): Instant | undefined {
  return /T00:00:00(?:\.0+)?[Z+-]/.test(text) ? { ms: ms + 86_399_999, ns: 999_999 } : undefined;
}

const shape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;
// The format that the daemon usually writes, on a day that every month has. `Date.parse` reads it ten times as fast as
// the general way below.
const usual = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/;
const canonical = /^.{10}T.{8}(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads an ISO 8601 date, or date and time. The offset defaults to UTC and the time to midnight. A lower-case `t` or
 * `z`, a space in place of the `T`, `+0100`, missing seconds and more than 9 fraction digits are normalized. Second 60 is a
 * leap second, in any minute as chrono has it, and becomes second 59: a leap second has no number of its own.
 *
 * Returns undefined for anything that is not an instant (30 February, hour 24, second 61, offset 24:00): one invalid
 * date would make Nushell refuse the whole answer, so no doubtful one is returned.
 */
export function readTimestamp(text: string): Timestamp | undefined {
  if (usual.test(text)) return { text, ms: Date.parse(text), ns: 0 };
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [, y = "", mo = "", d = "", h = "00", mi = "00", written = "00", fraction = "", , sign, oh = "00", om = "00"] =
    match;
  const s = written === "60" ? "59" : written;
  const [year, month, day] = [Number(y), Number(mo), Number(d)];
  const [hour, minute, second] = [Number(h), Number(mi), Number(s)];
  const [offsetHour, offsetMinute] = [Number(oh), Number(om)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;

  const offset = (sign === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, "0"));
  const ms = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) - offset * 60_000;
  const belowMs = nanoseconds % 1_000_000;
  return {
    text: canonical.test(text) && !text.endsWith("-00:00") && s === written ? text : normalized(),
    ms: ms + (nanoseconds - belowMs) / 1_000_000,
    ns: belowMs,
  };

  function normalized(): string {
    const digits = fraction === "" ? "" : `.${fraction.slice(0, 9)}`;
    return `${y}-${mo}-${d}T${h}:${mi}:${s}${digits}${offset === 0 ? "Z" : `${sign}${oh}:${om}`}`;
  }
}

/** Returns the instant of a text that `readTimestamp` has made; null where there is none. */
export function timestampOf(text: string | null): Timestamp | null {
  return text === null ? null : (readTimestamp(text) ?? null);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
