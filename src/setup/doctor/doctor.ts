import { printable } from "../../orchestrator/text/printable.ts";
import { amountOf } from "../../orchestrator/text/sentences.ts";
import { dataFinding } from "./data.ts";
import { evaluatorFindings } from "./evaluators.ts";
import { nushellFindings } from "./nushell.ts";
import { shownFinding, type Finding } from "./finding.ts";
import type { Installation } from "../installation.ts";
import { lastingNode } from "../node.ts";
import type { NuOptions } from "../nu.ts";
import type { Report } from "../text.ts";
import { readSettings } from "./settings.ts";

/** Looks at all that the plugin needs. */
export async function doctor(options: NuOptions, installation: Installation): Promise<Report> {
  const { nu, findings } = await nushellFindings(options, installation);
  const settings = await readSettings(nu, installation.env);
  const all = [
    nodeFinding(installation),
    ...findings,
    ...settings.findings,
    ...(await evaluatorFindings(settings, installation.env)),
    await dataFinding(settings, installation.env),
  ];
  const bad = all.filter(({ state }) => state === "bad").length;
  const text = [
    `nu_plugin_orchestrator ${installation.version} on ${process.platform} ${process.arch}`,
    printable(installation.executable ?? installation.home),
    "",
    ...all.map(shownFinding),
    "",
    bad === 0 ? "All is well." : `${amountOf(bad, "thing")} to do: look for "bad" above.`,
    "",
  ].join("\n");
  return { text, isWell: bad === 0 };
}

function nodeFinding({ executable, env }: Installation): Finding {
  const what = `Node ${process.versions.node} runs this`;
  if (executable !== undefined) return { state: "ok", what, details: ["It is part of the executable."] };
  const { path, manager } = lastingNode(process.execPath, env["PATH"]);
  return { state: "ok", what, details: [manager === undefined ? printable(path) : `${printable(path)} (${manager})`] };
}
