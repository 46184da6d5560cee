import { expect, it } from "vitest";
import { canUnshare, runUnshared } from "../../support/run-unshared.ts";

const module = (path: string) => JSON.stringify(new URL(`../../../src/orchestrator/${path}`, import.meta.url).href);

it.runIf(canUnshare)(
  "reads the system's queue where the system's directory holds nothing, whatever is in it [data-dir-system]",
  { timeout: 60_000 },
  () => {
    const code = `
      const { Queue } = await import(${module("queue/queue.ts")});
      const { surveyCandidates } = await import(${module("data-dir/survey.ts")});
      mount("-t", "tmpfs", "none", "/var/lib");
      const home = "/var/lib/provisioning";
      const context = { env: () => undefined, cwd: "/", settings: {}, givenBy: "it" };
      const chosen = async () => {
        const { dirs } = await module.findDataDirs(context);
        const rows = (await surveyCandidates(context)).filter((row) => row.chosen).map(({ path }) => path);
        return JSON.stringify(rows) === JSON.stringify(dirs) ? dirs.join() : [rows, dirs];
      };
      const write = (path, id = path.split("/").at(-1)) => {
        fs.mkdirSync(home + "/" + path + "/..", { recursive: true });
        fs.writeFileSync(home + "/" + path + ".json", JSON.stringify({ id, status: "pending" }));
      };
      const places = [await chosen()];
      fs.mkdirSync(home + "/orchestrator", { recursive: true });
      fs.mkdirSync(home + "/queue");
      places.push(await chosen());
      const queue = new Queue(home + "/queue");
      const listings = [];
      const list = async () => {
        await queue.refresh();
        listings.push(queue.tasks.map(({ id }) => id).join(" ") + (queue.exists ? "" : " (none)"));
      };
      await list();
      write("queue/direct");
      fs.writeFileSync(home + "/queue/status.json", "{");
      await list();
      write("queue/tasks/plain");
      write("queue/tasks/status");
      await list();
      write("queue/queue.rkvs/tasks/stored");
      write("queue/queue.rkvs/tasks/direct");
      await list();
      fs.rmSync(home + "/queue/queue.rkvs/tasks/direct.json");
      fs.rmSync(home + "/queue/tasks/plain.json");
      await list();
      const problems = queue.problems.map(({ path }) => path);
      fs.rmSync(home + "/queue/direct.json");
      await list();
      queue.close();
      write("orchestrator/tasks/a");
      places.push(await chosen());
      return { places, listings, problems };`;
    const [orchestrator, queue] = ["/var/lib/provisioning/orchestrator", "/var/lib/provisioning/queue"];
    expect(runUnshared("data-dir/find.ts", code)).toEqual({
      places: [orchestrator, queue, orchestrator],
      listings: [
        "",
        "direct",
        "direct plain status",
        "direct plain status stored",
        "direct status stored",
        "status stored",
      ],
      problems: [],
    });
  },
);
