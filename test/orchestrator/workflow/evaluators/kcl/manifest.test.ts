import { chmodSync } from "node:fs";
import { expect, it } from "vitest";
import { runAsNobody } from "../../../../support/run-as-nobody.ts";
import { temporaryDirectory } from "../../../../support/temporary-directory.ts";

it("is no reason to reject a workflow when it may not be read: there is no verdict [validate-evaluator-failed]", () => {
  const dir = temporaryDirectory({ "kcl.mod": "", "wf.k": "" });
  chmodSync(dir, 0o755);
  chmodSync(`${dir}/kcl.mod`, 0o000);
  const code = `return module.kclManifest("${dir}/kcl.mod", "${dir}/wf.k").catch(({ code, message }) => ({ code, message }));`;
  expect(runAsNobody("workflow/evaluators/kcl/manifest.ts", code)).toMatchObject({
    code: "orch::evaluator_failed",
    message: expect.stringMatching(/wf\.k was not evaluated: a package's kcl\.mod cannot be read: \S+kcl\.mod: /),
  });
});
