import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { verify } from "../../../../src/application/audit/verify.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { collect } from "../../../support/collect.ts";
import { sourceLike, storeLike, Workshop } from "../../../support/workshop.ts";

const many = (): Workshop => {
  const workshop = new Workshop();
  for (let index = 0; index < 100; index += 1) workshop.put(`/many/${index}`);
  return workshop;
};

describe("a comparison that is told to end", () => {
  it("ends within the listing of Parameter Store, and reads nothing of the store", async () => {
    const workshop = many();
    const stop = new AbortController();
    let listed = 0;
    const source = sourceLike(workshop.ssm, {
      list: async function* (selection) {
        for await (const entry of workshop.ssm.list(selection)) {
          listed += 1;
          if (listed === 10) stop.abort();
          yield entry;
        }
      },
    });
    const store = storeLike(workshop.store, {
      statesAt: async function* () {
        yield E.left(storeUnavailable("must not be read"));
      },
    });
    const told: number[] = [];
    const options = { signal: stop.signal, onListed: (parameters: number) => told.push(parameters) };
    expect(await collect(verify(workshop.dependencies({ source, store }))(everything, options))).toEqual([]);
    expect({ listed, told }).toEqual({ listed: 10, told: [] });
  });

  it("ends within the listing of the store", async () => {
    const workshop = many();
    const stop = new AbortController();
    let states = 0;
    await collect(verify(workshop.dependencies())(everything, { repair: true }));
    const store = storeLike(workshop.store, {
      statesAt: async function* (selection, instant) {
        for await (const state of workshop.store.statesAt(selection, instant)) {
          states += 1;
          if (states === 50) stop.abort();
          yield state;
        }
      },
    });
    const found = await collect(verify(workshop.dependencies({ store }))(everything, { signal: stop.signal }));
    expect(states).toBe(50);
    expect(found).toHaveLength(49);
  });

  it("ends among the names of which the store knows nothing", async () => {
    const workshop = many();
    const stop = new AbortController();
    let read = 0;
    const source = sourceLike(workshop.ssm, {
      history: (named) => {
        read += 1;
        if (read === 20) stop.abort();
        return workshop.ssm.history(named);
      },
    });
    const found = await collect(verify(workshop.dependencies({ source }))(everything, { signal: stop.signal }));
    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(found.length).toBeLessThan(60);
  });
});

describe("a comparison whose store fails in the middle", () => {
  it("tells that and nothing after it", async () => {
    const workshop = many();
    const failure = E.left(storeUnavailable("away"));
    const store = storeLike(workshop.store, {
      statesAt: async function* () {
        yield failure;
        yield failure;
      },
    });
    expect(await collect(verify(workshop.dependencies({ store }))(everything))).toEqual([failure]);
  });
});
