import { checkedDate, date, defineCommand, int, list, listStream, record, servePlugin, string, table } from "nu-plugin";
import { makeRows, type Row } from "./rows.ts";

const category = "example";
const columns = { id: string, status: string, created_at: date, priority: int };
const row = record(columns);
const positionals = { count: { description: "How many rows", takes: int } };

/** Few enough to stay in memory, however many are asked for. */
const rows = makeRows(100_000);
const someRows = rows.slice(0, 10_000);

function* rowsNow(count: number): Generator<Row> {
  for (let given = 0; given < count; given += rows.length) {
    for (const each of rows.slice(0, count - given)) yield each;
  }
}

async function* rowsInTime(count: number): AsyncGenerator<Row> {
  for (let given = 0; given < count; given += rows.length) {
    for (const each of rows.slice(0, count - given)) yield each;
  }
}

const commands = [
  defineCommand({
    name: "sdk stream",
    summary: "Stream rows of an asynchronous generator",
    category,
    positionals,
    output: table(columns),
    run: ({ positionals: { count } }) => listStream(row, rowsInTime(count)),
  }),
  defineCommand({
    name: "sdk stream now",
    summary: "Stream rows of a generator",
    category,
    positionals,
    output: table(columns),
    run: ({ positionals: { count } }) => listStream(row, rowsNow(count)),
  }),
  defineCommand({
    name: "sdk value",
    summary: "Give 10,000 rows as one value",
    category,
    output: table(columns),
    run: () => someRows,
  }),
  defineCommand({
    name: "sdk value checked",
    summary: "Give 10,000 rows as one value, their dates known to be right",
    category,
    output: table({ ...columns, created_at: checkedDate }),
    run: () => someRows,
  }),
  defineCommand({
    name: "sdk peak",
    summary: "Tell how much memory the plugin has had at most, in bytes",
    category,
    output: list(int),
    run: () => [process.resourceUsage().maxRSS * 1024],
  }),
];

process.exit(await servePlugin({ version: "1.0.0", commands }));
