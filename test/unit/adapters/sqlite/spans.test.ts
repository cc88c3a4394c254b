import { join } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SqliteConnection } from "../../../../src/adapters/sqlite/connection.ts";
import { type Fact, identityOf } from "../../../../src/domain/model/fact.ts";
import { everything, type Selection } from "../../../../src/domain/model/selection.ts";
import type { BackupStore, Span } from "../../../../src/ports/backup-store.ts";
import { DEFAULT_TIME, deletionOf, labelChangeOf, name, versionFactOf } from "../../../../src/testing/builders.ts";
import { faultyConnect, opened, queryPlans, temporaryFolder } from "../../../conformance/sqlite-harness.ts";
import { collect } from "../../../support/collect.ts";
import { rightOf } from "../../../support/workshop.ts";

const MINUTE = 60_000;
const ALWAYS: Span = { since: -Infinity, until: Infinity };

let file: string;
let remove: () => Promise<void>;
let store: BackupStore;
let largestAnswer = 0;

/** Notes how many rows each answer has. */
const measuring = (path: string): SqliteConnection => {
  const counted = <A>(answer: A): A => {
    if (Array.isArray(answer)) largestAnswer = Math.max(largestAnswer, answer.length);
    return answer;
  };
  return faultyConnect((_, call) => counted(call()))(path);
};

beforeEach(async () => {
  const { folder, remove: removeFolder } = await temporaryFolder();
  file = join(folder, "backup.db");
  remove = removeFolder;
  store = await opened(file, measuring);
});
afterEach(async () => {
  await store.close()();
  await remove();
});

const add = (facts: ReadonlyArray<Fact>): Promise<unknown> =>
  Promise.all(facts.map((fact) => rightOf(store.append({ name: fact.name, facts: [fact] }))));

const within = async (selection: Selection, span: Span): Promise<ReadonlyArray<string>> => {
  const answers = await collect(store.factsWithin(selection, span));
  return answers.map((answer) => (E.isRight(answer) ? `${answer.right.name} ${identityOf(answer.right)}` : "failure"));
};

const told = (facts: ReadonlyArray<Fact>): ReadonlyArray<string> =>
  facts.map((fact) => `${fact.name} ${identityOf(fact)}`).sort();

const EDGE = Math.floor(DEFAULT_TIME / MINUTE) * MINUTE;

describe("the facts of a span of time in a SQLite store", () => {
  it("are those from its first to its last millisecond, of all kinds and over many minutes", async () => {
    const times = [
      EDGE - 1,
      EDGE,
      EDGE + MINUTE - 1,
      EDGE + MINUTE,
      EDGE + 9 * MINUTE + 5_000,
      EDGE + 9 * MINUTE + 5_001,
    ];
    const versions = times.map((modifiedAt, index) => versionFactOf({ name: `/app/${index}`, modifiedAt }));
    const others = [deletionOf({ name: "/app/0", at: EDGE + 2000 }), labelChangeOf({ name: "/top", at: EDGE + 1000 })];
    await add([...versions, ...others]);

    const facts = await within(everything, { since: EDGE, until: EDGE + 9 * MINUTE + 5_000 });

    expect(facts.toSorted()).toEqual(told([...versions.slice(1, 5), ...others]));
    expect((await within(everything, ALWAYS)).toSorted()).toEqual(told([...versions, ...others]));
    expect(await within(everything, { since: EDGE + 5, until: EDGE - 5 })).toEqual([]);
  });

  it.each([
    [{ _tag: "Key", name: name("/app/a") } as const, ["/app/a"]],
    [{ _tag: "Level", path: "/app/" } as const, ["/app/a", "/app/b"]],
    [{ _tag: "Tree", path: "/app/" } as const, ["/app/a", "/app/b", "/app/deep/c"]],
  ])("are those of the selection: %j", async (selection, selected) => {
    const names = ["/app", "/app/a", "/app/b", "/app/deep/c", "/apple/d", "/z"];
    const facts = names.map((named) => versionFactOf({ name: named }));
    await add([...facts, versionFactOf({ name: "/app/a", modifiedAt: DEFAULT_TIME + MINUTE })]);

    const found = await within(selection, { since: DEFAULT_TIME, until: DEFAULT_TIME });

    expect(found.toSorted()).toEqual(told(facts.filter((fact) => selected.includes(fact.name))));
  });

  it("come in chunks, each once, where more lie in one millisecond than a chunk takes", async () => {
    const facts = Array.from({ length: 1_300 }, (_, index) => versionFactOf({ name: "/many", version: index }));
    await rightOf(store.append({ name: name("/many"), facts }));
    largestAnswer = 0;

    expect((await within(everything, ALWAYS)).toSorted()).toEqual(told(facts));

    expect(largestAnswer).toBeLessThanOrEqual(500);
  });

  it("stay whole while others write between two chunks", async () => {
    const facts = Array.from({ length: 1_300 }, (_, index) => versionFactOf({ name: "/many", version: index }));
    await rightOf(store.append({ name: name("/many"), facts }));
    const found: string[] = [];
    for await (const answer of store.factsWithin(everything, ALWAYS)) {
      if (found.length === 500) await add([versionFactOf({ name: "/late" })]);
      found.push(E.isRight(answer) ? `${answer.right.name} ${identityOf(answer.right)}` : answer.left._tag);
    }

    expect(found.filter((text) => text.startsWith("/many")).sort()).toEqual(told(facts));
    expect(new Set(found).size).toBe(found.length);
  });

  it("are sought in the index of times", () => {
    const plans = [...queryPlans(file)].filter(([sql]) => sql.includes("BETWEEN")).map(([, steps]) => steps.join("; "));

    expect(plans.sort()).toEqual([
      "SEARCH entry USING COVERING INDEX by_time (time>? AND time<?); SEARCH fact USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
      "SEARCH facts USING COVERING INDEX by_time (time>? AND time<?)",
    ]);
  });
});
