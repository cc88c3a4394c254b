import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import type { RecordSummary } from "../../src/domain/model/backup-record.ts";
import { name } from "../../src/testing/builders.ts";
import { crowdedDeletions } from "./crowded-deletions.ts";
import { deletionsOfOneSecond } from "./deletions-of-one-second.ts";
import { namedCases } from "./named-cases.ts";
import { regressions } from "./regressions.ts";
import { simulate } from "./simulate.ts";
import type { OpenStore } from "./simulated-store.ts";
import { openStore } from "./stores.ts";
import { START, type World } from "./world.ts";

const stores: ReadonlyArray<readonly [string, OpenStore]> = Object.entries(openStore);

const inSeconds = (record: RecordSummary): string => {
  if (record._tag === "Version") {
    const type = record.type === "String" ? "" : ` ${record.type}`;
    return `v${record.version}@${(record.modifiedAt - START) / 1000}${type}`;
  }
  return `${record.cause === "Expiration" ? "expired" : "deleted"}@${(record.deletedAt - START) / 1000}`;
};

const keptIn = async ({ store }: World): Promise<ReadonlyArray<string>> => {
  const history = await store.view.history(name("/app/db"))();
  return E.isRight(history) ? history.right.map(inSeconds) : [history.left._tag];
};

describe.each(stores)("the %s store keeps truly", (_, open) => {
  it.each(namedCases)("$title", async ({ program, kept }) => {
    let found: ReadonlyArray<string> = [];
    const violations = await simulate(program, {
      open,
      looks: 100,
      after: async (world) => {
        found = await keptIn(world);
      },
    });
    expect(violations).toEqual([]);
    expect(found).toEqual(kept);
  });

  it.each([...regressions, ...deletionsOfOneSecond, ...crowdedDeletions])("$title", async ({ program }) => {
    expect(await simulate(program, { open, looks: 100 })).toEqual([]);
  });
});
