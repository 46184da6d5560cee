/** An instant as the engine's strict RFC 3339 parser takes it. */
export interface Timestamp {
  /** RFC 3339 with offset, as written where that was valid already. */
  readonly text: string;
  /** Whole milliseconds since 1970-01-01T00:00:00Z. */
  readonly ms: number;
  /** What is left below the millisecond, in nanoseconds: 0 to 999,999. */
  readonly ns: number;
}

const shape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;
const canonical = /^.{10}T.{8}(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads an ISO 8601 date, or date and time. Without an offset it is UTC, without a time midnight; a lower-case `t` or
 * `z`, a space for the `T`, `+0100`, missing seconds and more than 9 fraction digits are put right.
 *
 * Undefined for anything that is no instant (30 February, hour 24, second 60, offset 24:00): an invalid date in an answer
 * would end the engine's connection, so nothing doubtful may leave here.
 */
export function readTimestamp(text: string): Timestamp | undefined {
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [, y = "", mo = "", d = "", h = "00", mi = "00", s = "00", fraction = "", , sign, oh = "00", om = "00"] = match;
  const [year, month, day] = [Number(y), Number(mo), Number(d)];
  const [hour, minute, second] = [Number(h), Number(mi), Number(s)];
  const [offsetHour, offsetMinute] = [Number(oh), Number(om)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;

  const offset = (sign === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, "0"));
  const ms = days(year, month, day) * 86_400_000 + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  const belowMs = nanoseconds % 1_000_000;
  return {
    text: canonical.test(text) && !text.endsWith("-00:00") ? text : written(),
    ms: ms + (nanoseconds - belowMs) / 1_000_000,
    ns: belowMs,
  };

  function written(): string {
    const digits = fraction === "" ? "" : `.${fraction.slice(0, 9)}`;
    return `${y}-${mo}-${d}T${h}:${mi}:${s}${digits}${offset === 0 ? "Z" : `${sign}${oh}:${om}`}`;
  }
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; `Date.UTC` would read the years 0 to 99 as 1900 to 1999. */
function days(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
