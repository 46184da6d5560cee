import { cpSync, existsSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { fixtures, nu, root, shown } from "./support/nu.ts";
import { pages, readPage, sectionOf } from "./support/pages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const listings = pages.flatMap((page) =>
  [...readPage(page).matchAll(/^```nu\n(> .*?)^```$/gms)].flatMap(([, block = ""]) =>
    block
      .split(/^> /m)
      .slice(1)
      .map((entry) => ({
        page,
        command: entry.slice(0, entry.indexOf("\n")),
        output: entry.slice(entry.indexOf("\n") + 1),
      })),
  ),
);

const timeAgo = /\b(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago\b/g;

const shortTime = /\b\d+d(?: \d+h)?\b/g;

const longTime = /\b\d+wk(?: \d+(?:day|hr|min|sec|ms|µs|ns))*/g;

/** A table is as wide as the paths and the times in it. */
function comparable(text: string): string {
  return text
    .replaceAll(timeAgo, "some time ago")
    .replaceAll(longTime, "a long time")
    .replaceAll(shortTime, "some days")
    .replaceAll(/─+/g, "─")
    .replaceAll(/ +/g, " ")
    .trim();
}

it.each(listings)("prints what $page shows for `$command` [readme]", async ({ command, output }) => {
  // A place whose path is short, or nu would wrap it; the pages call it /home/orch/fixtures.
  const home = temporaryDirectory();
  const place = join(home, "f");
  cpSync(fixtures, place, { recursive: true });
  symlinkSync(join(root, "plugin"), join(home, "plugin"));
  const printed = (await shown(command, place)).replaceAll(place, "/home/orch/fixtures");
  expect(comparable(printed)).toBe(comparable(output));
});

it.each([
  ["README.md", 7],
  ["src/commands/README.md", 30],
])("found the listings of %s", (page, count) => {
  expect(listings.filter((listing) => listing.page === page).length).toBeGreaterThanOrEqual(count);
});

/** The listings in a section of a page, without their comments. */
function listingsIn(page: string, heading: string): readonly string[] {
  const found = [...sectionOf(page, heading).matchAll(/^```\w+\n(.*?)^```$/gms)];
  return found.map(([, text = ""]) => text.replaceAll(/ +# .*$/gm, ""));
}

it("installs on README.md by lines of the page on installing, which test/bare-machine runs [readme]", () => {
  const [install] = listingsIn("README.md", "## Install");
  expect(listingsIn("src/INSTALL.md", "## Install")).toContain(install);
});

it("leads on README.md from the repository to the samples [readme]", async () => {
  const [toSamples = ""] = listingsIn("README.md", "## Five minutes on sample data");
  const { stdout } = await nu(`${toSamples}orch tasks --ready | get id | str join " "`, { cwd: root });
  expect(stdout.trim()).toBe("task-006 task-008");
});

/** The anchors that a page's headings have, as GitHub makes them: the second one of a name gets a number. */
function anchorsOf(page: string): string[] {
  const anchors = [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return anchors.map((anchor, i) => {
    const count = anchors.slice(0, i).filter((each) => each === anchor).length;
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

describe.each(pages)("%s", (page) => {
  it("links to files that are there, and to headings that they have [page-links]", () => {
    const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.filter(([, file = "", anchor]) => {
      const target = file === "" ? page : relative(root, join(root, dirname(page), file));
      return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

it("keeps README.md an introduction, of 12 KB at most [page-links]", () => {
  expect(Buffer.byteLength(readPage("README.md"))).toBeLessThanOrEqual(12 * 1024);
});
