/** An instant as Nushell has it. It keeps its offset and its nanoseconds, which a Date would lose. */
export class DateTime {
  /** RFC 3339. */
  readonly text: string;

  /** Throws a RangeError on a text that is not an RFC 3339 instant, as that would end the connection. */
  constructor(text: string) {
    if (!isRfc3339(text)) throw new RangeError(`not an RFC 3339 date and time with an offset: ${JSON.stringify(text)}`);
    this.text = text;
  }

  /** Returns the instant, cut to milliseconds. A leap second, which JavaScript lacks, becomes the second before it. */
  toDate(): Date {
    const [, sign, year = "", rest = ""] = /^([+-]?)(\d+)(.*)$/.exec(this.text) ?? [];
    return new Date((sign ? sign + year.padStart(6, "0") : year) + rest.replace(/:60(?=[.Z+-])/, ":59"));
  }
}

// Nushell also sends and accepts years of more than four digits, with a sign, and leap seconds.
const rfc3339 =
  /^(\d{4}|[+-]\d{4,6})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
// This fits nearly every date, as all months have these days. Without groups, it takes a sixth of the time.
const commonDate =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Nushell knows years up to this one, before and after the year 0. */
const lastYear = 262_142;

/** Whether Nushell can read the text as a date. It ends the connection on any other text. */
export function isRfc3339(text: string): boolean {
  if (commonDate.test(text)) return true;
  const [, year, month, day] = rfc3339.exec(text) ?? [];
  if (year === undefined || Math.abs(Number(year)) > lastYear) return false;
  // JavaScript turns 30 February into a day in March, and day 0 into one of the month before.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1;
}
