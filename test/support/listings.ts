import { dirname, join } from "node:path";
import { pages, readPage } from "./pages.ts";

/** A listing of TypeScript or JavaScript on a page. */
export interface Listing {
  readonly page: string;
  /** The line of its first line on the page, from 1. */
  readonly line: number;
  readonly language: "ts" | "js";
  readonly code: string;
  /** The file that the text before it links to, of which it shows parts; else it is a module by itself. */
  readonly file: string | undefined;
}

// The API reference is made from the source: its listings are declarations, which the compiler has seen there.
const isHandwritten = (page: string) => !/\/docs\/(api|reference)\b/.test(page);

/**
 * All listings of the SDK's pages. To write one that is tested takes no more than Markdown: of TypeScript either parts of
 * the file that the paragraph before links to, or a module that compiles and runs where the example plugins are, which may
 * leave out what it imports from the SDK.
 */
export const listings: readonly Listing[] = pages
  .filter((page) => /^src\/(?:nushell|create-nu-plugin)\//.test(page) && isHandwritten(page))
  .flatMap((page) => {
    const text = readPage(page);
    return [...text.matchAll(/^```(ts|js)\n(.*?)^```$/gms)].map((found): Listing => {
      const [, name, code = ""] = found;
      const before = text.slice(0, found.index);
      const [, link] = /\]\(([^)]+\.[jt]s)\):\n\n$/.exec(before) ?? [];
      return {
        page,
        line: before.split("\n").length + 1,
        language: name === "js" ? "js" : "ts",
        code,
        file: link === undefined ? undefined : join(dirname(page), link),
      };
    });
  });
