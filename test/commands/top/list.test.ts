import { expect, it } from "vitest";
import { painter } from "../../../src/commands/text/colors.ts";
import { TaskList } from "../../../src/commands/top/list.ts";
import { TaskGroups } from "../../../src/commands/top/panes.ts";
import { task } from "../../orchestrator/task/a-task.ts";

const number = (i: number) => String(i).padStart(5, "0");
const many = (count: number, status: string) =>
  Array.from({ length: count }, (_, i) => task({ id: `${status}-${number(i)}`, status, completedMs: -i }));

const frame = { width: 80, now: 0, paint: painter(false) };

/** Draws a list on so many rows and tells which errors it has asked for. */
function drawn(list: TaskList, rows: number) {
  const asked: string[] = [];
  const errorOf = ({ id }: { readonly id: string }) => {
    asked.push(id);
    return "an error";
  };
  const lines = list.render(frame, rows, { dirs: ["/data"], errorOf });
  return {
    lines,
    asked,
    chosen: lines
      .find((line) => line.startsWith(">"))
      ?.split(" ", 1)[0]
      ?.slice(1),
  };
}

it("draws and reads of 10,000 tasks only what is in sight, wherever the cursor is [top-large]", () => {
  const groups = new TaskGroups([...many(5000, "failed"), ...many(5000, "pending")], []);
  const list = new TaskList(groups);
  for (const [move, chosen, title] of [
    [() => list.move(0), "failed-00000", "FAILED 1-8/5000"],
    [() => list.move(9), "failed-00009", "FAILED 3-10/5000"],
    [() => list.movePage(1), "failed-00017", "FAILED 11-18/5000"],
    [() => list.movePage(-1), "failed-00009", "FAILED 10-17/5000"],
    [() => list.move(Infinity), "pending-04999", "READY 4993-5000/5000"],
    [() => list.movePane(1), "failed-00000", "FAILED 1-8/5000"],
    [() => list.movePane(-1), "pending-00000", "READY 1-8/5000"],
  ] as const) {
    move();
    const found = drawn(list, 20);
    expect(found.lines).toHaveLength(20);
    expect(found.asked).toHaveLength(8);
    expect(found.chosen).toBe(chosen);
    expect(found.lines.join("\n")).toContain(` ${title} `);
  }
});

it("keeps the same task chosen when others come and go, and the place when it goes itself [top-live]", () => {
  const [first, second, third] = many(3, "failed");
  if (first === undefined || second === undefined || third === undefined) throw new Error("three");
  const list = new TaskList(new TaskGroups([first, second, third], []));
  list.move(1);
  list.show(new TaskGroups([second, third], []));
  expect(list.chosen).toBe(second);
  list.show(new TaskGroups([third], []));
  expect(list.chosen).toBe(third);
  list.show(new TaskGroups([], []));
  expect(list.chosen).toBeUndefined();
});

it("draws the chosen row in one format, also where a cell was cut [top-colors]", () => {
  const long = task({ id: "a".repeat(99), name: "b".repeat(99), status: "failed" });
  const list = new TaskList(new TaskGroups([long], []));
  const beside = { dirs: ["/data"], errorOf: () => "c".repeat(99) };
  const lines = list.render({ ...frame, paint: painter(true) }, 20, beside);
  expect(lines.find((line) => line.includes(">"))).toMatch(/^\u001b\[7m>a+…  b+…  \?  +c+…\u001b\[27m$/);
});

it("parts the groups by a blank line where there is room for it [top-screen]", () => {
  const list = new TaskList(new TaskGroups([...many(3, "running"), ...many(3, "failed")], []));
  expect(drawn(list, 13).lines.filter((line) => line === "")).toHaveLength(3);
  expect(drawn(list, 12).lines.filter((line) => line === "")).toHaveLength(0);
});

it("always has a row for the cursor, however few there are [top-resize]", () => {
  const groups = new TaskGroups([...many(3, "running"), ...many(3, "failed"), ...many(3, "pending")], []);
  const list = new TaskList(groups);
  list.move(Infinity);
  for (const rows of [2, 3, 4, 5, 6, 7]) {
    const { lines, chosen } = drawn(list, rows);
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(chosen).toBe("pending-00002");
  }
});
