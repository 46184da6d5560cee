// The picture on the front page: `npm run picture` draws it anew.
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { writeOnCallData } from "../fixtures/on-call.ts";
import { pluginFile } from "./support/nu.ts";
import { sectionOf } from "./support/pages.ts";
import { writeFiles } from "./support/temporary-directory.ts";
import { linesOf, pictureOf } from "./support/terminal-picture.ts";
import { openTerminal } from "./support/terminal.ts";

const columns = 88;
const time = "2026-03-14T02:00:00Z";
const clock = fileURLToPath(new URL("support/preload/other-clock.cjs", import.meta.url));

const tasks = "orch tasks -w deploy-web --from 4hr --flat -c [id name status blocked_by] -n 8";
const check = "orch check --older-than 6hr -q | select severity problem | first 4";

/** The setting of colours that the reference recommends. */
const [, colors = ""] =
  /^(\$env\.config\.color_config.*?)^```$/ms.exec(sectionOf("src/commands/README.md", "### Width and colour")) ?? [];

it("shows in its picture what a session at a terminal shows today [picture]", async () => {
  // Only the plugin's clock is not the real one: by that, each session would show other times.
  const env = { NO_COLOR: "", TZ: "UTC", OTHER_CLOCK: time, NODE_OPTIONS: `--require="${clock}"` };
  const terminal = await openTerminal([pluginFile], { columns, rows: 20, env });
  writeOnCallData(terminal.home, Date.parse(time));
  const place = `${terminal.home}/alpha`;
  writeFiles(terminal.home, {
    "settings.nu": `$env.PROVISIONING_ORCHESTRATOR_DATA_DIR = '${place}'
      $env.PROMPT_COMMAND = ""
      $env.PROMPT_COMMAND_RIGHT = ""
      ${colors}`,
  });
  for (const line of ["source ~/settings.nu", tasks, check, "orch top"]) await terminal.typeAtPrompt(`${line}\r`);
  // What went wrong is read, and drawn, after all else.
  const drawn = /quota of 20.*timed ou.*exit code 137.*q quit/s;
  await expect.poll(() => terminal.lines().join("\n"), { timeout: 10_000 }).toMatch(drawn);

  const { normal, alternate } = terminal.buffer;
  const screens = [linesOf(normal, columns, `> ${tasks}`), linesOf(alternate, columns)];
  const placed = screens.map((lines) =>
    lines.map((line) => line.map((run) => ({ ...run, text: run.text.replace(place, "/srv/alpha") }))),
  );
  const picture = pictureOf("A session in Nushell: orch tasks, orch check, orch top", columns, placed);
  await expect(picture).toMatchFileSnapshot("../fixtures/session.svg");
});
