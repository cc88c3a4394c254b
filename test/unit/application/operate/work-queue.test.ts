import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryChangeQueue } from "../../../../src/adapters/memory/in-memory-change-queue.ts";
import { type WorkDependencies, type WorkOptions, workQueue } from "../../../../src/application/operate/work-queue.ts";
import type { ChangeQueue } from "../../../../src/ports/change-queue.ts";
import { queueAccessDenied, queueUnavailable } from "../../../../src/ports/queue-error.ts";
import { storeUnavailable } from "../../../../src/ports/store-error.ts";
import { storeLike, Workshop } from "../../../support/workshop.ts";

const queueLike = (inner: ChangeQueue, changes: Partial<ChangeQueue>): ChangeQueue => ({
  hiddenSeconds: () => inner.hiddenSeconds(),
  receive: (seconds, signal) => inner.receive(seconds, signal),
  hide: (messages, seconds) => inner.hide(messages, seconds),
  acknowledge: (messages) => inner.acknowledge(messages),
  close: () => inner.close(),
  ...changes,
});

/** A workshop with a queue, whose worker's pauses move the clock on. */
class Shop {
  readonly workshop = new Workshop();
  readonly queue = new InMemoryChangeQueue(this.workshop.clock);
  readonly pauses: number[] = [];
  readonly #stop = new AbortController();

  send(count: number, named = (index: number) => `/app/${index}`): void {
    for (let index = 0; index < count; index += 1) this.queue.send(JSON.stringify(this.workshop.put(named(index))));
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Works until `isDone`, which is asked at each beat; time passes a second at each. */
  work(isDone: () => boolean, changes: Partial<WorkDependencies> = {}, options: Partial<WorkOptions> = {}) {
    const { clock } = this.workshop;
    const pause = async (milliseconds: number): Promise<void> => {
      this.pauses.push(milliseconds);
      await new Promise(setImmediate);
    };
    const onBeat = (): void => {
      clock.advance(1_000);
      if (isDone()) this.stop();
    };
    const dependencies = { ...this.workshop.dependencies(), queue: this.queue, pause, ...changes };
    return workQueue(dependencies)({ batches: 3, signal: this.#stop.signal, onBeat, ...options });
  }
}

describe("a worker", () => {
  it("stores what each message tells of, and takes it off the queue", async () => {
    const shop = new Shop();
    shop.send(35);
    expect(await shop.work(() => shop.queue.size === 0)).toEqual(E.right({ handled: 35, left: 0 }));
    for (let index = 0; index < 35; index += 1) expect(await shop.workshop.stored(`/app/${index}`)).toHaveLength(1);
  });

  it("leaves what is no change event, and what fails, to be delivered again, but nothing else of the batch", async () => {
    const shop = new Shop();
    const broken = shop.queue.send("no JSON");
    shop.send(5);
    let fails = true;
    const store = storeLike(shop.workshop.store, {
      tail: (named) => {
        if (named !== "/app/3" || !fails) return shop.workshop.store.tail(named);
        fails = false;
        return TE.left(storeUnavailable("away"));
      },
    });
    await shop.work(() => shop.queue.deliveriesOf(broken) === 3 && shop.queue.size === 1, { store });
    expect(await shop.workshop.stored("/app/3")).toHaveLength(1);
    expect(shop.queue.size).toBe(1);
  });

  it("can be the second to handle a message, which adds nothing", async () => {
    const shop = new Shop();
    const event = JSON.stringify(shop.workshop.put("/app/db"));
    for (let copy = 0; copy < 25; copy += 1) shop.queue.send(event);
    expect(await shop.work(() => shop.queue.size === 0)).toEqual(E.right({ handled: 25, left: 0 }));
    expect(await shop.workshop.stored("/app/db")).toHaveLength(1);
  });

  it("goes on trying while the queue is away, ever more slowly, and loses nothing", async () => {
    const shop = new Shop();
    shop.send(5);
    let outages = 8;
    const queue = queueLike(shop.queue, {
      receive: (seconds, signal) => {
        outages -= 1;
        return outages >= 0 ? TE.left(queueUnavailable("away")) : shop.queue.receive(seconds, signal);
      },
    });
    const done = await shop.work(() => shop.queue.size === 0, { queue }, { batches: 1 });
    expect(done).toEqual(E.right({ handled: 5, left: 0 }));
    expect(shop.pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1_000));
    expect(shop.workshop.logged("error").map(({ message }) => message)).toEqual(
      Array(8).fill("the queue could not be read; it is tried again"),
    );
  });

  it("keeps a batch hidden for as long as it is worked on", async () => {
    const shop = new Shop();
    shop.send(1);
    const hidden: number[] = [];
    let finish = (): void => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const queue = queueLike(shop.queue, {
      hide: (messages, seconds) => {
        hidden.push(seconds);
        if (hidden.length === 20) finish();
        return shop.queue.hide(messages, seconds);
      },
    });
    const store = storeLike(shop.workshop.store, {
      tail: (named) => async () => {
        await slow;
        return shop.workshop.store.tail(named)();
      },
    });
    await shop.work(() => shop.queue.size === 0, { queue, store });
    expect(hidden.slice(0, 20)).toEqual(Array(20).fill(30));
    expect(shop.pauses.slice(0, 20)).toEqual(Array(20).fill(15_000));
    // The clock went on for longer than a message is hidden, and yet it was delivered once.
    expect(await shop.workshop.stored("/app/0")).toHaveLength(1);
    expect(shop.workshop.metrics.all).toHaveLength(1);
  });

  it("hides a batch for as long as the queue does, and half a minute at least", async () => {
    for (const [seconds, expected] of [
      [29, 30],
      [900, 900],
    ]) {
      const shop = new Shop();
      shop.send(1);
      const asked: unknown[] = [];
      const queue = queueLike(shop.queue, {
        hiddenSeconds: () => TE.right(seconds ?? 0),
        receive: (hidden, signal) => {
          asked.push(hidden);
          return shop.queue.receive(hidden, signal);
        },
      });
      await shop.work(() => shop.queue.size === 0, { queue });
      expect(new Set(asked)).toEqual(new Set([expected]));
    }
  });

  it("beats while it keeps a batch hidden, says when it can't, and hides nothing that is done", async () => {
    const shop = new Shop();
    shop.send(1);
    let hides = 0;
    let beats = 0;
    let finish = (): void => {};
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const queue = queueLike(shop.queue, {
      hide: () => {
        hides += 1;
        return TE.left(queueUnavailable("away"));
      },
    });
    const store = storeLike(shop.workshop.store, {
      tail: (named) => async () => {
        await slow;
        return shop.workshop.store.tail(named)();
      },
    });
    let isStill = true;
    const isDone = (): boolean => {
      beats += 1;
      // The first beat is that of the empty-handed pollers and of the delivery; then hiding beats alone.
      if (isStill && hides === 5) {
        isStill = false;
        finish();
      }
      return shop.queue.size === 0;
    };
    await shop.work(isDone, { queue, store }, { batches: 1 });
    expect(hides).toBe(5);
    expect(beats).toBeGreaterThanOrEqual(6);
    expect(shop.workshop.logged("warn").map(({ message }) => message)).toEqual(
      Array(5).fill("messages could not be kept hidden in the queue; they may be delivered twice"),
    );
  });

  it("takes nothing off the queue of a batch of which nothing was handled, and reports it as left", async () => {
    const shop = new Shop();
    const broken = shop.queue.send("no JSON");
    let acknowledged = 0;
    const queue = queueLike(shop.queue, {
      acknowledge: (messages) => {
        acknowledged += 1;
        return shop.queue.acknowledge(messages);
      },
    });
    const report = await shop.work(() => shop.queue.deliveriesOf(broken) === 1, { queue }, { batches: 1 });
    expect(report).toEqual(E.right({ handled: 0, left: 1 }));
    expect(acknowledged).toBe(0);
  });

  it("says so when a message that is stored can't be taken off, and handles it again", async () => {
    const shop = new Shop();
    shop.send(2);
    let refusals = 1;
    const queue = queueLike(shop.queue, {
      acknowledge: (messages) => {
        refusals -= 1;
        return refusals >= 0 ? TE.left(queueUnavailable("away")) : shop.queue.acknowledge(messages);
      },
    });
    expect(await shop.work(() => shop.queue.size === 0, { queue })).toEqual(E.right({ handled: 2, left: 2 }));
    expect(shop.workshop.logged("warn")).toMatchObject([
      {
        message: "stored, but could not be deleted from the queue; will be delivered again, which does no harm",
        fields: { messages: 2, reason: "QueueUnavailable" },
      },
    ]);
  });

  it("finishes the batch in hand when it is told to stop, and begins no other", async () => {
    const shop = new Shop();
    shop.send(25);
    const store = storeLike(shop.workshop.store, {
      tail: (named) => {
        shop.stop();
        return shop.workshop.store.tail(named);
      },
    });
    const done = await shop.work(() => false, { store }, { batches: 1 });
    expect(done).toEqual(E.right({ handled: 10, left: 0 }));
    expect(shop.queue.size).toBe(15);
  });

  it("does not begin with a queue that can't be used", async () => {
    const shop = new Shop();
    const refused = queueAccessDenied("no right");
    const queue = queueLike(shop.queue, { hiddenSeconds: () => TE.left(refused) });
    expect(await shop.work(() => false, { queue })).toEqual(E.left(refused));
  });
});
