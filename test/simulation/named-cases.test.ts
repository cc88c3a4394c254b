import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { orderFacts } from "../../src/domain/history/order-facts.ts";
import type { Deletion, VersionSummary } from "../../src/domain/model/fact.ts";
import { name } from "../../src/testing/builders.ts";
import { namedCases } from "./named-cases.ts";
import { regressions } from "./regressions.ts";
import { simulate } from "./simulate.ts";
import type { OpenStore } from "./simulated-store.ts";
import { openStore } from "./stores.ts";
import { START, type World } from "./world.ts";

const stores: ReadonlyArray<readonly [string, OpenStore]> = Object.entries(openStore);

const inSeconds = (fact: VersionSummary | Deletion): string => {
  if (fact._tag === "Version") {
    const type = fact.type === "String" ? "" : ` ${fact.type}`;
    return `v${fact.version}@${(fact.modifiedAt - START) / 1000}${type}`;
  }
  const isExpiration = fact.source._tag === "Event" && fact.source.operation === "Expiration";
  return `${isExpiration ? "expired" : "deleted"}@${(fact.at - START) / 1000}`;
};

const storedIn = async ({ store }: World): Promise<ReadonlyArray<string>> => {
  const facts = await store.view.facts(name("/app/db"))();
  return E.isRight(facts) ? orderFacts(facts.right).entries.map(({ fact }) => inSeconds(fact)) : [facts.left._tag];
};

describe.each(stores)("the %s store tells truly", (storeName, open) => {
  it.each(namedCases)("$title", async ({ program, stored, admits = [] }) => {
    let found: ReadonlyArray<string> = [];
    const judgement = await simulate(program, {
      open,
      looks: 100,
      after: async (world) => {
        found = await storedIn(world);
      },
    });
    expect(judgement).toEqual({ violations: [], admissions: admits });
    expect(found).toEqual(stored);
  });

  it.each(regressions)("$title", async ({ program, admits = [], admitsOnS3 = admits }) => {
    const admissions = storeName === "s3" ? admitsOnS3 : admits;
    expect(await simulate(program, { open, looks: 100 })).toEqual({ violations: [], admissions });
  });
});
