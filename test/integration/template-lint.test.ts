import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cfnLint } from "../support/cfn-lint.ts";
import { templatePath } from "../support/template.ts";
import { temporaryFile } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

describeWithMoto("the template, before cfn-lint", () => {
  it("gives no cause for complaint", async () => {
    expect(await cfnLint(templatePath)).toBe("");
  });

  it("would", async () => {
    const broken = readFileSync(templatePath, "utf8").replace("!GetAtt DeadLetterQueue.Arn", "!GetAtt Nothing.Arn");
    expect(await cfnLint(temporaryFile("template.yaml", broken))).toContain("E1010");
  });
});
