import { labelled, type Frame } from "./frame.ts";
import { helpOfKeys } from "./keys.ts";
import { Page } from "./page.ts";

/** What the keys do. */
export class HelpPage extends Page {
  protected override lines(frame: Frame): readonly string[] {
    return ["", ...labelled(helpOfKeys, frame)];
  }
}
