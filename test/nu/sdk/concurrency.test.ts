import { expect, it } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { results, runWith } from "./example-plugins.ts";

it("answers many calls at once, each from its own caller's place [sdk-concurrent]", async () => {
  const scripts = {
    variables: `1..40 | par-each --threads 8 {|n| with-env {N: $n} { [$n (caller N | get variable)] } }
      | where {|pair| $pair.0 != $pair.1 } | length`,
    directories: `[/ /tmp /usr /etc] | par-each --threads 4 {|path| cd $path; [$path (caller N | get directory)] }
      | where {|pair| $pair.0 != $pair.1 } | length`,
    closures: "1..40 | par-each --threads 8 {|n| [$n] | transform {|x| $x * 2 + $n } | first } | sort | last",
    streams: "1..8 | par-each --threads 8 {|n| count up --to 500 | pour { each {|x| $x * $n } } | math sum } | sort",
  };
  expect(await results(["closures", "streams"], scripts)).toEqual({
    variables: 0,
    directories: 0,
    closures: 120,
    streams: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * 125_250),
  });
});

it("holds up no call by a slow one [sdk-concurrent]", async () => {
  const others = temporaryDirectory();
  // It ends once the three others have: no clock says how long they take.
  const script = `[slow a b c] | par-each --threads 4 {|call|
      if $call == slow {
        attempt { while (ls ${others} | length) < 3 { sleep 10ms } }
      } else {
        attempt { touch $"${others}/($call)" }
      }
      $call
    } | sort | print ($in | str join ' ')`;
  const { stdout } = await runWith(["closures"], script);
  expect(stdout).toBe("a b c slow\n");
});
