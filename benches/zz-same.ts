import { checkSame, inPlace } from "./sides.ts";
import * as w from "./work.ts";
const context: any = { isQuick: true, of: (a: any, b: any) => b, runs: () => 2, missing: console.log, version() {} };
for (const layout of ["plain", "daemon"] as const)
for await (const _ of inPlace(context, { size: Number(process.argv[2]), layout }, async function* (place) {
  const t = async (work: any, view = "") => { try { await checkSame(work.commands, place, view); console.log("same", work.id, Object.keys(work.commands)); } catch (e: any) { console.log(work.id, e.message.slice(0, 1500)); } };
  const status = w.statusWork(place); const { ["REST server"]: _r, ...c } = status.commands;
  await t({ ...status, commands: c }, w.statusView);
  await t(w.allTasks(place)); await t(w.onePage(place));
  for (const v of w.views(place)) await t(v);
})) {}
