import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { beforeEach, describe, expect, it } from "vitest";
import { scopedStore } from "../../../../src/adapters/decorators/scoped-store.ts";
import type { State } from "../../../../src/domain/history/state.ts";
import type { Scope } from "../../../../src/domain/model/scope.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { END_OF_TIME } from "../../../../src/domain/model/time.ts";
import type { AppendRequest, BackupStore, Tail } from "../../../../src/ports/backup-store.ts";
import {
  DEFAULT_TIME,
  deletionOf,
  InMemoryBackupStore,
  labelChangeOf,
  name,
  versionFactOf,
} from "../../../../src/testing/index.ts";
import { leftOf, rightOf, storeLike } from "../../../support/workshop.ts";

const SCOPE: Scope = { account: "111122223333", region: "eu-west-1" };
const INSIDE = name("/app/x");
const OUTSIDE = name("/111122223333/eu-west-1/app/x");
const FACT = versionFactOf({ name: INSIDE });

describe("a scope of a store", () => {
  let store: InMemoryBackupStore;
  let scoped: BackupStore;

  beforeEach(() => {
    store = new InMemoryBackupStore();
    scoped = scopedStore(store, SCOPE);
  });

  const append = (others: Partial<AppendRequest> = {}) => scoped.append({ name: INSIDE, facts: [FACT], ...others });

  it("takes facts of its own owner, and gives the whole store none", async () => {
    const owners: unknown[] = [];
    const spied = storeLike(store, {
      append: (request) => {
        owners.push("owner" in request);
        return store.append(request);
      },
    });
    const request = { name: INSIDE, facts: [FACT], owner: { ...SCOPE } };
    expect(await rightOf(scopedStore(spied, SCOPE).append(request))).toBe(1);
    expect(owners).toEqual([false]);
  });

  it.each([
    { ...SCOPE, account: "999999999999" },
    { ...SCOPE, region: "us-east-1" },
  ])("refuses facts of $account in $region and says whose they may be", async (owner) => {
    const { _tag, message } = await leftOf(append({ owner }));
    expect(_tag).toBe("StoreMisconfigured");
    expect(message).toContain("111122223333/eu-west-1");
    expect(message).toContain(`${owner.account}/${owner.region}`);
    expect(await rightOf(store.facts(OUTSIDE))).toEqual([]);
  });

  it("has other names than the whole store in every part of a state", async () => {
    const change = labelChangeOf({ name: INSIDE, at: DEFAULT_TIME + 10_000 });
    await rightOf(append({ facts: [FACT, change] }));
    const gone = name("/app/gone");
    await rightOf(append({ name: gone, facts: [deletionOf({ name: gone })] }));
    const states: State[] = [];
    for await (const state of scoped.statesAt(everything, END_OF_TIME)) if (E.isRight(state)) states.push(state.right);
    const { value: _value, attributes: _attributes, ...version } = FACT;
    expect(states).toEqual([
      { _tag: "Deleted", name: gone, deletion: deletionOf({ name: gone }) },
      { _tag: "Exists", name: INSIDE, version, labelChanges: [change] },
    ]);
  });

  it("hands the whole store's hint and the names of a tail on, both ways", async () => {
    const seen: (Tail | undefined)[] = [];
    const spied = storeLike(store, {
      tail: () =>
        TE.right({ newest: { ...FACT, name: OUTSIDE }, deletions: [deletionOf({ name: OUTSIDE })], hint: "h" }),
      append: (request) => {
        seen.push(request.seen);
        return TE.right(0);
      },
    });
    const part = scopedStore(spied, SCOPE);
    const tail = await rightOf(part.tail(INSIDE));
    expect(tail).toEqual({ newest: FACT, deletions: [deletionOf({ name: INSIDE })], hint: "h" });
    await rightOf(part.append({ name: INSIDE, facts: [], seen: tail }));
    expect(seen).toEqual([await rightOf(spied.tail(OUTSIDE))]);
  });

  it("hands a version's reference on, both ways", async () => {
    const asked: unknown[] = [];
    const spied = storeLike(store, {
      facts: () => TE.right([{ ...FACT, name: OUTSIDE, reference: "r" }]),
      load: (version) => {
        asked.push([version.name, version.reference]);
        return TE.right({ ...FACT, name: OUTSIDE });
      },
    });
    const part = scopedStore(spied, SCOPE);
    const [told] = await rightOf(part.facts(INSIDE));
    expect(told).toMatchObject({ name: INSIDE, reference: "r" });
    if (told?._tag === "Version") expect(await rightOf(part.load(told))).toEqual(FACT);
    expect(asked).toEqual([[OUTSIDE, "r"]]);
  });

  it("asks which names are read by the names that the parameters have", async () => {
    const asked: boolean[] = [];
    const statesAt: BackupStore["statesAt"] = async function* (_selection, _instant, isRead = () => true) {
      asked.push(isRead(OUTSIDE), isRead(name("/111122223333/eu-west-1/app/y")));
    };
    const part = scopedStore(storeLike(store, { statesAt }), SCOPE);
    for await (const _ of part.statesAt(everything, END_OF_TIME, (asking) => asking === INSIDE));
    for await (const _ of part.statesAt(everything, END_OF_TIME));
    expect(asked).toEqual([true, false, true, true]);
  });

  it("has the capabilities of the whole store, and closes the whole store", async () => {
    expect(scoped.capabilities).toBe(store.capabilities);
    store.failNext("before");
    expect((await leftOf(scoped.close()))._tag).toBe("StoreUnavailable");
  });
});
