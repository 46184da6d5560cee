import { expect, it } from "vitest";
import { encodeMetadata } from "../../../src/nushell/protocol/metadata.ts";
import { encode } from "../../../src/nushell/protocol/msgpack-writer.ts";
import { unpack } from "../message-pack.ts";

const span = { start: 2, end: 5 };

it("always sends all four fields, as newer releases demand [metadata-fields]", () => {
  expect(unpack(encode(encodeMetadata({}, span)))).toEqual({
    data_source: "None",
    path_columns: [],
    content_type: null,
    custom: {},
  });
});

it("carries a content type and values of the plugin's own [metadata-custom]", () => {
  const metadata = { contentType: "application/json", custom: { orch_problems: [{ path: "/x" }], count: 1 } };
  expect(unpack(encode(encodeMetadata(metadata, span)))).toEqual({
    data_source: "None",
    path_columns: [],
    content_type: "application/json",
    custom: {
      orch_problems: { List: [[{ Record: [{ path: { String: ["/x", [2, 5]] } }, [2, 5]] }], [2, 5]] },
      count: { Int: [1, [2, 5]] },
    },
  });
});
