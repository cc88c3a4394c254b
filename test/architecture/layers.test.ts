import { describe, expect, it } from "vitest";
import { layerRules, layerViolations, type Tree, violationsOfTree } from "../support/layers.ts";

const leaf = "export const leaf = 1;";
const importing = (...specifiers: ReadonlyArray<string>): string =>
  specifiers.map((specifier) => `import ${JSON.stringify(specifier)};\n`).join("");

/** For each rule, trees that break it and nothing else. */
const seeds: Readonly<Record<string, ReadonlyArray<Tree>>> = {
  "domain-is-pure": [
    { "src/domain/a.ts": importing("../ports/b.ts"), "src/ports/b.ts": leaf },
    {
      "src/domain/a.ts": 'import type { B } from "../ports/b.ts";\nexport type A = B;',
      "src/ports/b.ts": "export type B = 1;",
    },
    { "src/domain/a.ts": importing("commander") },
    { "src/domain/a.ts": importing("node:fs") },
  ],
  "model-stands-alone": [
    { "src/domain/model/a.ts": importing("../history/b.ts"), "src/domain/history/b.ts": leaf },
    { "src/domain/model/a.ts": importing("../events/b.ts"), "src/domain/events/b.ts": leaf },
    {
      "src/domain/model/a.ts": 'import type { B } from "../restore/b.ts";\nexport type A = B;',
      "src/domain/restore/b.ts": "export type B = 1;",
    },
  ],
  "history-knows-no-restore": [
    { "src/domain/history/a.ts": importing("../restore/b.ts"), "src/domain/restore/b.ts": leaf },
    { "src/domain/events/a.ts": importing("../restore/b.ts"), "src/domain/restore/b.ts": leaf },
  ],
  "ports-know-the-domain-only": [
    { "src/ports/a.ts": importing("../application/b.ts"), "src/application/b.ts": leaf },
    { "src/ports/a.ts": importing("io-ts") },
    { "src/ports/a.ts": importing("node:stream") },
  ],
  "application-knows-ports-only": [
    { "src/application/a.ts": importing("../adapters/sqlite/b.ts"), "src/adapters/sqlite/b.ts": leaf },
    { "src/application/a.ts": importing("../composition/b.ts"), "src/composition/b.ts": leaf },
    { "src/application/a.ts": importing("node:crypto") },
    { "src/application/a.ts": importing("commander") },
  ],
  "adapters-stand-alone": [
    { "src/adapters/aws-s3/a.ts": importing("../aws-ssm/b.ts"), "src/adapters/aws-ssm/b.ts": leaf },
    { "src/adapters/sqlite/a.ts": importing("../../application/b.ts"), "src/application/b.ts": leaf },
    { "src/adapters/sqlite/a.ts": importing("../../composition/b.ts"), "src/composition/b.ts": leaf },
    { "src/adapters/aws-common/a.ts": importing("../aws-s3/b.ts"), "src/adapters/aws-s3/b.ts": leaf },
  ],
  "decorators-know-ports-only": [
    { "src/adapters/decorators/a.ts": importing("node:fs") },
    { "src/adapters/decorators/a.ts": importing("commander") },
  ],
  "aws-common-is-for-aws-adapters": [
    { "src/adapters/sqlite/a.ts": importing("../aws-common/b.ts"), "src/adapters/aws-common/b.ts": leaf },
    { "src/composition/a.ts": importing("../adapters/aws-common/b.ts"), "src/adapters/aws-common/b.ts": leaf },
  ],
  "aws-sdk-in-aws-adapters-only": [
    { "src/composition/a.ts": importing("@aws-sdk/client-s3") },
    { "src/composition/a.ts": 'export const load = () => import("@aws-sdk/client-ssm");' },
    { "src/adapters/memory/a.ts": 'import type { S3Client } from "@aws-sdk/client-s3";\nexport type A = S3Client;' },
    { "src/entry/lambda/a.ts": importing("@aws-sdk/client-ssm") },
  ],
  "inversify-in-composition-only": [
    { "src/adapters/memory/a.ts": importing("inversify") },
    { "src/entry/cli/a.ts": importing("reflect-metadata") },
  ],
  "entries-are-the-edge": [{ "src/composition/a.ts": importing("../entry/cli/b.ts"), "src/entry/cli/b.ts": leaf }],
  "root-exports-the-library-entry-only": [
    { "src/index.ts": importing("./entry/lambda/b.ts"), "src/entry/lambda/b.ts": leaf },
    { "src/index.ts": importing("./entry/cli/b.ts"), "src/entry/cli/b.ts": leaf },
  ],
  "terminal-knows-no-command": [
    { "src/entry/cli/ui/a.ts": importing("../commands/b.ts"), "src/entry/cli/commands/b.ts": leaf },
  ],
  "testing-is-for-tests": [
    { "src/entry/cli/a.ts": importing("../../testing/b.ts"), "src/testing/b.ts": leaf },
    { "src/index.ts": importing("./testing/b.ts"), "src/testing/b.ts": leaf },
  ],
  "no-circles": [
    { "src/domain/a.ts": importing("./b.ts"), "src/domain/b.ts": importing("./a.ts") },
    {
      "src/domain/a.ts": importing("./b.ts"),
      "src/domain/b.ts": importing("./c.ts"),
      "src/domain/c.ts": 'export * from "./a.ts";',
    },
  ],
  "no-orphans": [{ "src/domain/a.ts": leaf }],
  "no-development-dependencies": [
    { "src/testing/a.ts": importing("vitest") },
    { "src/testing/a.ts": 'import type { Arbitrary } from "fast-check";\nexport type A = Arbitrary<1>;' },
  ],
  "declared-dependencies-only": [
    { "src/adapters/aws-s3/a.ts": importing("@smithy/core") },
    { "src/composition/a.ts": importing("@inversifyjs/core") },
  ],
  "everything-resolves": [{ "src/composition/a.ts": importing("./nowhere.ts") }],
};

const legal: Tree = {
  "src/domain/a.ts": importing("fp-ts/lib/Either.js", "io-ts", "node:util", "./b.ts"),
  "src/domain/b.ts": leaf,
  "src/domain/model/a.ts": leaf,
  "src/domain/history/a.ts": importing("../model/a.ts", "../events/a.ts"),
  "src/domain/events/a.ts": importing("../model/a.ts"),
  "src/domain/restore/a.ts": importing("../history/a.ts"),
  "src/ports/a.ts": importing("fp-ts/lib/TaskEither.js", "../domain/a.ts"),
  "src/application/a.ts": importing("fp-ts/lib/TaskEither.js", "p-map", "../domain/a.ts", "../ports/a.ts"),
  "src/adapters/aws-common/a.ts": importing("../../ports/a.ts"),
  "src/adapters/aws-s3/a.ts": importing("@aws-sdk/client-s3", "../../ports/a.ts", "../aws-common/a.ts", "node:crypto"),
  "src/adapters/memory/a.ts": importing("../../ports/a.ts", "../../domain/a.ts"),
  "src/adapters/decorators/a.ts": importing(
    "fp-ts/lib/Either.js",
    "p-throttle",
    "../../ports/a.ts",
    "../../domain/a.ts",
  ),
  "src/composition/a.ts": importing("inversify", "reflect-metadata", "../adapters/aws-s3/a.ts", "../application/a.ts"),
  "src/entry/library/a.ts": importing("../../composition/a.ts"),
  "src/entry/lambda/a.ts": importing("../library/a.ts"),
  "src/entry/cli/a.ts": importing("../../composition/a.ts", "commander", "./commands/a.ts"),
  "src/entry/cli/commands/a.ts": importing("../ui/a.ts"),
  "src/entry/cli/ui/a.ts": importing("picocolors"),
  "src/testing/a.ts": importing("../adapters/memory/a.ts"),
  "src/index.ts": importing("./entry/library/a.ts", "./composition/a.ts"),
};

describe("the layers", () => {
  it("are kept by the source", async () => {
    expect(await layerViolations()).toEqual([]);
  });

  it("have a seeded violation for every rule", async () => {
    expect(Object.keys(seeds).sort()).toEqual([...(await layerRules())].sort());
  });

  it("allow what they should", async () => {
    expect(await violationsOfTree(legal)).toEqual([]);
  });

  it.each(
    Object.entries(seeds).flatMap(([rule, trees]) => trees.map((tree, index) => ({ rule, nth: index + 1, tree }))),
  )("$rule bites (seed $nth)", async ({ rule, tree }) => {
    const broken = new Set((await violationsOfTree(tree)).map((violation) => violation.rule));
    expect([...broken]).toEqual([rule]);
  });
});
