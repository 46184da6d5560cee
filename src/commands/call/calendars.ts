import { LabeledError, type Span } from "nu-plugin";
import { calendarOf, timeZoneOf, type Calendar } from "../../orchestrator/statistics/calendar.ts";
import { quote } from "../../orchestrator/text/printable.ts";

export const utcCalendar = calendarOf("UTC");

/** Returns the calendar of the caller's `$env.TZ`, or of the system where that is not set. Throws a LabeledError. */
export function localCalendar(variable: string | undefined, span: Span): Calendar {
  // It may also be a file of the system's, with or without a colon.
  const name = variable?.replace(/^:?(?:\/etc\/localtime$|\/.*\/zoneinfo\/)?/, "") ?? "";
  if (name === "") {
    // An earlier call may have had one, with which the plugin was started.
    delete process.env["TZ"];
    return calendarOf(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  }
  const timeZone = timeZoneOf(name);
  if (timeZone !== undefined) return calendarOf(timeZone);
  throw new LabeledError(`$env.TZ ${quote(name)} is not a time zone that is known here`, {
    code: "orch::environment",
    labels: [{ text: "needs the local time", span }],
    help: "Set it to a name such as Europe/Berlin, or count in UTC with --utc.",
  });
}
