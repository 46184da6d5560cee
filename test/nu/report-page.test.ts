/// <reference lib="dom" />
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeOnCallData } from "../../fixtures/on-call.ts";
import { nu, root } from "../support/nu.ts";
import { mustHaveTools } from "../support/systems.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

// .ci/run installs it, as Debian calls it.
const browserFile = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((path) => existsSync(path));
const reason = browserFile === undefined ? " (skipped: there is no chromium on PATH: apt-get install chromium)" : "";

const phone = { width: 360, height: 740 };

/** The page on a data directory, as a file beside it. */
async function pageOn(data: string, flags = ""): Promise<string> {
  const { stdout, stderr, code } = await nu(
    `use '${root}/plugin/orch.nu'; orch report page --data-dir '${data}' ${flags}`,
  );
  expect([stderr, code]).toEqual(["", 0]);
  const file = join(temporaryDirectory(), "page.html");
  writeFileSync(file, stdout);
  return pathToFileURL(file).href;
}

async function badNight(): Promise<string> {
  const directory = temporaryDirectory();
  writeOnCallData(directory, Date.parse("2026-03-14T02:00:00Z"));
  return pageOn(`${directory}/alpha`, "--now 2026-03-14T02:10:00Z --utc");
}

/** The texts that are harder to read than 4.5 to 1, and bars harder to see than 3 to 1, each with its contrast. */
function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const channels = (color: string) => [...color.matchAll(/[\d.]+/g)].map(Number);
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (element: Element | null): string => {
      if (element === null) throw new Error("the page has no background");
      const color = getComputedStyle(element).backgroundColor;
      return channels(color)[3] === 0 ? ground(element.parentElement) : color;
    };
    const contrast = (a: string, b: string) => {
      const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (light + 0.05) / (dark + 0.05);
    };
    const found: string[] = [];
    const hold = (what: string, color: string, on: Element, least: number) => {
      const ratio = contrast(color, ground(on));
      if (ratio < least) found.push(`${what}: ${ratio.toFixed(2)}`);
    };
    for (const element of document.querySelectorAll("body, body *")) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.nodeValue);
      const { color, fill } = getComputedStyle(element);
      if (element instanceof SVGRectElement) hold(element.outerHTML, fill, element, 3);
      else if (!(element instanceof SVGElement) && text.join("").trim() !== "")
        hold(text.join(""), color, element, 4.5);
      const label = getComputedStyle(element, "::before");
      if (label.content !== "none") hold(label.content, label.color, element, 4.5);
    }
    return found;
  });
}

describe.skipIf(browserFile === undefined && !mustHaveTools)(`the page in a real browser${reason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserFile ?? "chromium" });
  });
  afterAll(() => browser.close());

  /** Opens a page and everything folded up in it; what it asks for and what goes wrong in it ends up in `deeds`. */
  async function open(url: string, scheme: "light" | "dark", viewport = { width: 1200, height: 800 }) {
    const page = await browser.newPage({ viewport, colorScheme: scheme });
    const deeds: string[] = [];
    page.on("request", (request) => request.url() !== url && deeds.push(request.url()));
    page.on("dialog", (dialog) => deeds.push(`dialog ${dialog.message()}`));
    page.on("console", (message) => deeds.push(`console ${message.text()}`));
    page.on("pageerror", (error) => deeds.push(`error ${error.message}`));
    await page.goto(url, { waitUntil: "networkidle" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
    return { page, deeds };
  }

  it("tells what matters, and asks for nothing else [report-page]", async () => {
    const { page, deeds } = await open(await badNight(), "light");
    expect(await page.title()).toBe("Orchestrator at alpha");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.locator("header p").allInnerTexts()).toEqual([
      "Daemon: silent for 10min, although status.json says running Check whether the daemon is running: it should have written status.json since then.",
      "At 2026-03-14 02:10, UTC",
    ]);
    expect(await page.locator("h1, h2, h3").allInnerTexts()).toEqual([
      "Orchestrator at alpha",
      "Ended per hour since 2026-03-13 02:10",
      "Failed since 2026-03-13 02:10 4",
      "Running 4",
      "Ready to run next 4",
      "Blocked 24",
      "Problems 2",
    ]);
    expect(await page.locator(".counts li").allInnerTexts()).toEqual([
      "4\nrunning",
      "28\npending",
      "255\ncompleted",
      "7\nfailed",
      "6\ncancelled",
    ]);
    const rows = async (section: string) =>
      (await page.locator(`section:has(h2:text("${section}")) tbody tr`).allInnerTexts()).map((row) =>
        row.split(/[\t\n]+/),
      );
    expect((await rows("Failed"))[0]).toEqual([
      "2026-03-14 01:56",
      "migrate database",
      "task-265 of deploy-web",
      "2min 27sec",
      "ERR042: quota of 20 servers exceeded",
    ]);
    expect((await rows("Failed"))[2]).toContain(
      "Killed: the process was ended by the system, most likely for lack of memory; see the journal of the host for more",
    );
    expect((await rows("Running"))[0]).toEqual([
      "7hr 9min stuck?",
      "dump databases",
      "task-248 of nightly-backup",
      "35%",
    ]);
    expect((await rows("Ready"))[0]).toEqual(["resize staging servers", "task-288", "90"]);
    expect((await rows("Blocked"))[0]).toEqual(["roll out web", "task-267 of deploy-web", "task-265 failed"]);
    const chart = page.getByRole("img");
    expect(await chart.getAttribute("aria-label")).toBe("4 failed, 0 cancelled, 72 completed, at most 10 in one hour");
    expect(await chart.locator("title").last().textContent()).toMatch(/^2026-03-14 01:00: 4 failed, /);
    const heights = await chart
      .locator("rect")
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeGreaterThan(20);
    expect(deeds).toEqual([]);
  });

  it("draws a bar for each day of a longer time [report-page]", async () => {
    const directory = temporaryDirectory();
    writeOnCallData(directory, Date.parse("2026-03-14T02:00:00Z"));
    const url = await pageOn(`${directory}/beta`, "--since 2026-03-01 --now 2026-03-14T02:00:00Z --utc");
    const { page } = await open(url, "light");
    expect(await page.locator("h2").first().innerText()).toBe("Ended per day since 2026-03-01 00:00");
    expect(await page.getByRole("img").getAttribute("aria-label")).toMatch(/^16 failed, 23 cancelled, 229 completed, /);
    expect(await page.locator(".axis span").allInnerTexts()).toEqual([
      "2026-03-01",
      expect.stringMatching(/^at most \d+ in one day$/),
      "2026-03-14",
    ]);
  });

  it.each(["light", "dark"] as const)(
    "can be read in %s, on a desk and on a phone [report-page-contrast]",
    async (scheme) => {
      const url = await badNight();
      const grounds = new Set<string>();
      for (const viewport of [undefined, phone]) {
        const { page, deeds } = await open(url, scheme, viewport);
        expect(await faintTexts(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        grounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        expect(deeds).toEqual([]);
      }
      expect([...grounds]).toEqual([scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 26)"]);
    },
  );

  it("is dark on white paper, whatever the screen is [report-page-contrast]", async () => {
    const { page } = await open(await pageOn("data/empty"), "dark");
    await page.emulateMedia({ media: "print" });
    expect(await faintTexts(page)).toEqual([]);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(255, 255, 255)");
    expect(await page.getByRole("img").getAttribute("aria-label")).toMatch(/, at most 0 in one hour$/);
  });

  it("takes nothing that a file says for markup, and is not broken by it [report-page-safe]", async () => {
    const hostile = [
      `</style><script>window.ran = 1</script>`,
      `"><img src=x onerror="window.ran = 1">`,
      `' onmouseover='window.ran = 1' x='`,
      `<svg/onload=alert(1)> &lt;b&gt; <a href="javascript:alert(1)">x</a> <!-- <base href="https://example.com/">`,
      "x".repeat(500),
    ].join("\n");
    const told = { name: hostile, error: hostile, workflow: hostile, priority: 1 };
    const cwd = temporaryDirectory({
      "<b>&/tasks/a.json": { id: `${hostile}1`, status: "failed", ...told },
      "<b>&/tasks/b.json": {
        id: `${hostile}2`,
        status: "running",
        started_at: "2026-03-14T08:00:00Z",
        progress: 5,
        ...told,
      },
      "<b>&/tasks/c.json": { id: `${hostile}3`, status: "pending", dependencies: [hostile, `${hostile}1`], ...told },
      "<b>&/tasks/d.json": { id: `${hostile}4`, status: "pending", ...told },
      "<b>&/tasks/e.json": { id: `${hostile}5`, status: hostile },
      "<b>&/tasks/<i>.json": `{"id": "<script>`,
    });
    const { page, deeds } = await open(await pageOn(`${cwd}/<b>&`), "light", phone);
    expect(deeds).toEqual([]);
    expect(await page.title()).toBe("Orchestrator at <b>&");
    expect(await page.evaluate(() => "ran" in window)).toBe(false);
    expect(await page.locator("script, img, a, base, b b, i i, [onmouseover], [onload], body > svg").count()).toBe(0);
    expect(await page.locator("h2").count()).toBe(6);
    expect(await page.locator("body").innerText()).toContain(`"><img src=x onerror="window.ran = 1">`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
