import { toPlain, type Plain } from "../../protocol/values/plain.ts";
import { unknownSpan } from "../../protocol/values/span.ts";
import { firstItems } from "../values/collected.ts";
import { Closures, type Input } from "../values/given.ts";
import { nuon } from "../values/nuon.ts";
import { releaseOf } from "../values/release.ts";
import { inputData, pipelineThroughWire } from "../values/wire-form.ts";

/** What is written to nu's standard input, and a script that reads it. */
export interface Piped {
  readonly script: string;
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

/** Makes a script get an input. Throws a TypeError for what Nushell has no notation for. */
export async function piped(script: string, input: Input): Promise<Piped> {
  const data = inputData(input, new Closures());
  const read = pipelineThroughWire(data, { version: releaseOf(), span: unknownSpan });
  // All of the script has the input, not its first pipeline alone.
  const body = `do {\n${script}\n}`;
  switch (read.kind) {
    case "byte-stream":
      return { script: body, stdin: read.chunks };
    case "list-stream":
      return valued(body, (await firstItems(read.items)).map(toPlain));
    case "value":
      return valued(body, toPlain(read.value));
    case "empty":
      return valued(body, null);
  }
}

function valued(body: string, plain: Plain): Piped {
  const text = nuon(plain);
  async function* once() {
    yield text;
  }
  return { script: `from nuon | ${body}`, stdin: once() };
}
