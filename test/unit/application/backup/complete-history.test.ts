import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { type CompletionOptions, completeHistory } from "../../../../src/application/backup/complete-history.ts";
import type { ProcessDependencies } from "../../../../src/application/backup/process-batch.ts";
import { SETTLING } from "../../../../src/domain/history/missing-deletions.ts";
import type { LiveHistory } from "../../../../src/domain/model/parameter-version.ts";
import type { AppendRequest } from "../../../../src/ports/backup-store.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { deletionOf, name } from "../../../../src/testing/builders.ts";
import { decoded, leftOf, rightOf, sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const DB = name("/app/db");

const putMany = (workshop: Workshop, times: number): void => {
  for (let time = 0; time < times; time += 1) workshop.put(DB, `value ${time}`, 1_000);
};

/** Completes the history of {@link DB} after its last event. */
const complete = (
  workshop: Workshop,
  options: Partial<CompletionOptions> = {},
  changes: Partial<ProcessDependencies> = {},
) =>
  completeHistory(workshop.dependencies(changes))(DB, {
    events: [decoded(workshop.lastEvent())],
    append: true,
    ...options,
  });

/** A workshop of whose 151 versions one is stored, and fifty were dropped by Parameter Store. */
const withGap = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  putMany(workshop, 1);
  await rightOf(complete(workshop));
  putMany(workshop, 150);
  return workshop;
};

const GAPS = [{ fromVersion: 2, toVersion: 51 }];

describe("gaps", () => {
  it("are told right before what is left is appended", async () => {
    const workshop = await withGap();
    const happened: unknown[] = [];
    const store = storeLike(workshop.store, {
      append: (request) => {
        happened.push("append");
        return workshop.store.append(request);
      },
    });
    await rightOf(complete(workshop, { onGaps: (gaps) => happened.push(gaps) }, { store }));
    expect(happened).toEqual([GAPS, "append"]);
  });

  it("are told to nobody where there are none", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    const told: unknown[] = [];
    await rightOf(complete(workshop, { onGaps: (gaps) => told.push(gaps) }));
    expect(told).toEqual([]);
  });

  it("are part of the answer, and told to nobody, where nothing is appended or nobody listens", async () => {
    const workshop = await withGap();
    const told: unknown[] = [];
    const looked = await rightOf(complete(workshop, { append: false, onGaps: (gaps) => told.push(gaps) }));
    expect(looked).toMatchObject({ appended: 0, gaps: GAPS });
    expect(told).toEqual([]);
    expect(await rightOf(complete(workshop))).toMatchObject({ appended: 100, gaps: GAPS });
  });

  it("are part of a failure to append: the append may have come through, and then nobody finds them again", async () => {
    const workshop = await withGap();
    const store = storeLike(workshop.store, { append: () => TE.left(storeUnavailable("away")) });
    expect(await leftOf(complete(workshop, {}, { store }))).toEqual({ ...storeUnavailable("away"), gaps: GAPS });
  });
});

describe("what is answered", () => {
  it("is what was stored before, what exists, and how many facts are new", async () => {
    const workshop = new Workshop();
    putMany(workshop, 2);
    const first = await rightOf(complete(workshop));
    expect(first).toMatchObject({ stored: [], appended: 2, facts: [{ version: 1 }, { version: 2 }] });
    const second = await rightOf(complete(workshop));
    expect(second).toMatchObject({ stored: [{ version: 2 }], appended: 0, facts: [] });
    expect(O.isSome(second.live) && second.live.value).toHaveLength(2);
    expect((await rightOf(complete(workshop, { whole: true }))).stored).toHaveLength(2);
  });

  it("has the stored deletions, too", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await rightOf(complete(workshop));
    workshop.remove(DB, 5_000);
    await rightOf(complete(workshop));
    expect((await rightOf(complete(workshop))).stored).toMatchObject([{ version: 1 }, { _tag: "Deletion" }]);
  });
});

describe("what a store is told", () => {
  const requests = async (workshop: Workshop, options: Partial<CompletionOptions> = {}, changes = {}) => {
    const appended: AppendRequest[] = [];
    const store = storeLike(workshop.store, {
      tail: () => TE.right({ deletions: [], hint: "what was read" }),
      append: (request) => {
        appended.push(request);
        return workshop.store.append(request);
      },
    });
    await rightOf(complete(workshop, options, { store, ...changes }));
    return appended;
  };

  it("is its own answer before, where the newest facts were read", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    expect(await requests(workshop)).toMatchObject([{ seen: { deletions: [], hint: "what was read" } }]);
  });

  it("is nothing of the kind where all facts were read, nor an owner that is not known", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    const [request] = await requests(workshop, { whole: true });
    expect(Object.keys(request ?? {}).sort()).toEqual(["facts", "name"]);
  });

  it("is the owner", async () => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    const owner = { account: "123456789012", region: "eu-west-1" };
    expect(await requests(workshop, {}, { owner })).toMatchObject([{ owner }]);
  });
});

describe("a deletion that is found", () => {
  /** A workshop whose parameter went two minutes ago, of which no event told. */
  const gone = async (): Promise<Workshop> => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await rightOf(complete(workshop));
    workshop.remove(DB);
    workshop.clock.advance(2 * SETTLING);
    return workshop;
  };

  /** What is found by a look that takes so many milliseconds. */
  const foundBy = async (workshop: Workshop, milliseconds: number) => {
    const { clock, ssm } = workshop;
    const source = sourceLike(ssm, {
      history: (named) => async () => {
        clock.advance(milliseconds);
        return ssm.history(named)();
      },
    });
    const options = { events: [], whole: true, lookAt: () => clock.now(), append: false };
    return (await rightOf(complete(workshop, options, { source }))).facts;
  };

  it("counts from the moment before Parameter Store was read", async () => {
    const workshop = await gone();
    const at = workshop.clock.now();
    expect(await foundBy(workshop, 5_000)).toEqual([deletionOf({ name: DB, at, source: { _tag: "Sweep" } })]);
  });

  it("is left to the next sweep where the look took longer than five seconds", async () => {
    expect(await foundBy(await gone(), 5_001)).toEqual([]);
  });

  it("is found by nobody who has no clock", async () => {
    expect((await rightOf(complete(await gone(), { events: [], whole: true }))).facts).toEqual([]);
  });
});

describe("after a deletion was stored", () => {
  /** A parameter that is deleted; SSM then answers as given, one look after the other. */
  const looking = async (...answers: ReadonlyArray<O.Option<LiveHistory>>) => {
    const workshop = new Workshop();
    putMany(workshop, 1);
    await rightOf(complete(workshop));
    workshop.remove(DB, 9_000);
    const left = [...answers];
    let looks = 0;
    const source = sourceLike(workshop.ssm, {
      history: () => {
        looks += 1;
        return TE.right(left.shift() ?? O.none);
      },
    });
    return { workshop, source, looks: () => looks };
  };

  /** What Parameter Store answers of the parameter once it is created again, so many milliseconds later. */
  const recreated = (workshop: Workshop, later: number): O.Option<LiveHistory> => {
    workshop.put(DB, "again", later);
    return O.some(workshop.ssm.getParameterHistory(DB));
  };

  it("Parameter Store is looked at once more, and once where nothing is there", async () => {
    const { workshop, source, looks } = await looking();
    expect(await rightOf(complete(workshop, {}, { source }))).toMatchObject({ appended: 1 });
    expect(looks()).toBe(2);
    await rightOf(complete(workshop, {}, { source }));
    expect(looks()).toBe(3);
  });

  it("it is not where nothing is appended, or where the parameter exists", async () => {
    const { workshop, source, looks } = await looking();
    await rightOf(complete(workshop, { append: false }, { source }));
    expect(looks()).toBe(1);
    const again = await looking();
    const event = decoded(again.workshop.lastEvent());
    const live = sourceLike(again.workshop.ssm, { history: () => TE.right(recreated(again.workshop, 1)) });
    expect(await rightOf(complete(again.workshop, { events: [event] }, { source: live }))).toMatchObject({
      appended: 2,
    });
  });

  it("a parameter that exists again is stored, and is evidence on the deletion", async () => {
    const { workshop } = await looking();
    const event = decoded(workshop.lastEvent());
    const answers = [() => O.none, () => recreated(workshop, 300), () => O.some(workshop.ssm.getParameterHistory(DB))];
    const source = sourceLike(workshop.ssm, { history: () => TE.right((answers.shift() ?? (() => O.none))()) });

    const completion = await rightOf(complete(workshop, { events: [event] }, { source }));

    expect(completion).toMatchObject({
      appended: 2,
      verdicts: new Map([[event, "Deleted"]]),
      stored: [{ version: 1 }],
    });
    expect(O.isSome(completion.live)).toBe(true);
    expect(completion.facts.map(({ _tag }) => _tag)).toEqual(["Deletion", "Version", "Deletion"]);
    expect(await workshop.stored(DB)).toEqual(["v1@1000", "deleted@10000", "v1@10300"]);
    expect(await rightOf(workshop.store.facts(DB))).toContainEqual(
      expect.objectContaining({ _tag: "Deletion", aliveSince: expect.any(Number) }),
    );
  });

  it("versions are stored that this look alone saw", async () => {
    const { workshop } = await looking();
    const event = decoded(workshop.lastEvent());
    const again = recreated(workshop, 5_000);
    const answers = [O.none, again, O.none];
    const source = sourceLike(workshop.ssm, { history: () => TE.right(answers.shift() ?? O.none) });
    await rightOf(complete(workshop, { events: [event] }, { source }));
    expect(await workshop.stored(DB)).toEqual(["v1@1000", "deleted@10000", "v1@15000"]);
  });

  it("the verdict on another event is that of the last look", async () => {
    const { workshop } = await looking();
    const deletion = decoded(workshop.lastEvent());
    const again = recreated(workshop, 5_000);
    const creation = decoded(workshop.lastEvent());
    const answers = [O.none, again, again];
    const source = sourceLike(workshop.ssm, { history: () => TE.right(answers.shift() ?? O.none) });
    const { verdicts } = await rightOf(complete(workshop, { events: [deletion, creation] }, { source }));
    expect([...verdicts]).toEqual([
      [deletion, "Deleted"],
      [creation, "Stored"],
    ]);
  });

  it("gaps of both looks are told", async () => {
    const workshop = await withGap();
    const dropped = O.some(workshop.ssm.getParameterHistory(DB));
    const event = decoded(workshop.remove(DB, 1_000));
    const answers = [O.none, dropped, O.none];
    const source = sourceLike(workshop.ssm, { history: () => TE.right(answers.shift() ?? O.none) });
    expect((await rightOf(complete(workshop, { events: [event] }, { source }))).gaps).toEqual(GAPS);
  });

  it("Parameter Store is looked at five times more at most", async () => {
    const { workshop } = await looking();
    const event = decoded(workshop.lastEvent());
    const again = recreated(workshop, 5_000);
    let looks = 0;
    const source = sourceLike(workshop.ssm, {
      history: () => {
        looks += 1;
        return TE.right(looks % 2 === 0 ? again : O.none);
      },
    });
    // A store that forgets what it is told: each deletion is a new one.
    const store = storeLike(workshop.store, { facts: () => TE.right([]), append: () => TE.right(0) });
    await rightOf(complete(workshop, { events: [event] }, { source, store }));
    expect(looks).toBe(6 + 5);
  });
});
