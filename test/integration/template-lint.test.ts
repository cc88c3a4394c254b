import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cfnLint } from "../support/cfn-lint.ts";
import { memberTemplatePath, templatePath } from "../support/template.ts";
import { temporaryFile } from "../support/temporary-folder.ts";
import { describeWithMoto } from "../support/with-moto.ts";

describeWithMoto("the templates, before cfn-lint", () => {
  it.each([templatePath, memberTemplatePath])("give no cause for complaint: %s", async (path) => {
    expect(await cfnLint(path)).toBe("");
  });

  it("would", async () => {
    const broken = readFileSync(templatePath, "utf8").replace("!GetAtt DeadLetterQueue.Arn", "!GetAtt Nothing.Arn");
    expect(await cfnLint(temporaryFile("template.yaml", broken))).toContain("E1010");
  });
});
