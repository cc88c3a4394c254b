import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { readStates } from "../../../../src/application/query/read-states.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { storeCorrupt, storeUnavailable } from "../../../../src/ports/store-error.ts";
import { RestoreBench } from "../../../support/restore-bench.ts";
import { leftOf, rightOf, storeLike } from "../../../support/workshop.ts";

describe("the states at an instant", () => {
  const filledBench = async () => {
    const bench = new RestoreBench();
    for (const each of ["/b", "/a", "/gone"]) bench.put({ name: each, value: `then ${each}` });
    await bench.backUp();
    bench.remove("/gone");
    const instant = await bench.backUp();
    bench.put({ name: "/a", value: "later" });
    await bench.backUp();
    return { bench, instant };
  };

  it("are those of every parameter that existed, with its value, by name", async () => {
    const { bench, instant } = await filledBench();
    const states = await rightOf(readStates(bench.store)(everything, instant));
    expect(states.map(({ name, value }) => [name, value.reveal()])).toEqual([
      ["/a", "then /a"],
      ["/b", "then /b"],
    ]);
  });

  it("have the labels of the instant, which label changes tell", async () => {
    const bench = new RestoreBench();
    for (const value of ["1", "2"]) bench.put({ name: "/a", value });
    const instants: number[] = [];
    for (const version of [1, 2, 1]) {
      bench.label("/a", ["prod"], version);
      instants.push(await bench.backUp());
    }
    const labels = await Promise.all(
      instants.map(async (instant) => {
        const [state] = await rightOf(readStates(bench.store)(everything, instant));
        return [state?.attributes.labels, state?.attributes.olderLabels];
      }),
    );
    expect(labels).toEqual([
      [undefined, { prod: 1 }],
      [["prod"], {}],
      [undefined, { prod: 1 }],
    ]);
  });

  it("are a failure when the store can't list or load them", async () => {
    const { bench, instant } = await filledBench();
    const away = storeUnavailable("away");
    const unlisted = storeLike(bench.store, {
      statesAt: async function* (selection, at) {
        yield* bench.store.statesAt(selection, at);
        yield E.left(away);
      },
    });
    expect(await leftOf(readStates(unlisted)(everything, instant))).toEqual(away);
    const corrupt = storeCorrupt("unreadable");
    const unreadable = storeLike(bench.store, { load: () => TE.left(corrupt) });
    expect(await leftOf(readStates(unreadable)(everything, instant))).toEqual(corrupt);
  });
});
