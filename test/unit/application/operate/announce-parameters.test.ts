import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryChangeQueue } from "../../../../src/adapters/memory/in-memory-change-queue.ts";
import { type AnnounceOptions, announceParameters } from "../../../../src/application/operate/announce-parameters.ts";
import { decodeChangeMessage } from "../../../../src/domain/events/change-event.ts";
import { everything, type Selection } from "../../../../src/domain/model/selection.ts";
import type { ChangeSender, UntakenMessage } from "../../../../src/ports/change-sender.ts";
import { queueAccessDenied, queueUnavailable } from "../../../../src/ports/queue-error.ts";
import { sourceAccessDenied } from "../../../../src/ports/source-error.ts";
import { DEFAULT_TIME } from "../../../../src/testing/builders.ts";
import { collect } from "../../../support/collect.ts";
import { sourceLike, Workshop } from "../../../support/workshop.ts";

const PLACE = { account: "111122223333", region: "cn-north-1" };

type Batch = ReadonlyArray<string>;

/** A workshop whose parameters are announced to a queue. `answers` are given in turn in place of the queue's own. */
class Shop {
  readonly workshop = new Workshop();
  readonly queue = new InMemoryChangeQueue(this.workshop.clock);
  readonly batches: Batch[] = [];
  readonly pauses: number[] = [];
  readonly answers: ReturnType<ChangeSender["sendBatch"]>[] = [];
  turns = 0;

  readonly sender: ChangeSender = {
    sendBatch: (bodies) => {
      this.batches.push(bodies);
      return this.answers.shift() ?? this.queue.sendBatch(bodies);
    },
    close: () => {},
  };

  announce(
    options: AnnounceOptions = { send: true },
    selections: ReadonlyArray<Selection> = [everything],
    changes: Partial<Parameters<typeof announceParameters>[0]> = {},
  ) {
    return announceParameters({
      source: this.workshop.ssm,
      sender: this.sender,
      findPlace: TE.right(PLACE),
      newId: () => "an-id",
      inTurn: async () => {
        this.turns += 1;
      },
      pause: async (milliseconds) => {
        this.pauses.push(milliseconds);
      },
      ...changes,
    })(selections, options);
  }

  put(count: number): ReadonlyArray<string> {
    const names = Array.from({ length: count }, (_, index) => `/app/${index}`);
    for (const name of names) this.workshop.put(name);
    return names;
  }

  /** How many messages were in each batch. */
  get sizes(): ReadonlyArray<number> {
    return this.batches.map(({ length }) => length);
  }
}

const untaken = (index: number, lasting = false): UntakenMessage => ({ index, reason: "Busy", lasting });

const namesIn = (bodies: Batch | undefined): ReadonlyArray<string> =>
  (bodies ?? []).map((body) => JSON.parse(body).detail.name);

const statesOf = async (stream: ReturnType<Shop["announce"]>) =>
  (await collect(stream)).map((one) => (E.isRight(one) ? `${one.right.name} ${one.right._tag}` : one.left._tag));

describe("announcing parameters", () => {
  it("sends an event of each at the time of its newest version, with its place", async () => {
    const shop = new Shop();
    shop.workshop.put("/app/db");
    shop.workshop.put("/app/db", "y", 2_500);
    shop.workshop.put("/top");
    expect(await statesOf(shop.announce())).toEqual(["/app/db Sent", "/top Sent"]);
    const at = "2024-06-08T23:06:35Z";
    expect(shop.batches.flat().map((body) => JSON.parse(body))).toEqual([
      {
        ...{ version: "0", id: "an-id", source: "aws.ssm", time: at, ...PLACE },
        resources: ["arn:aws-cn:ssm:cn-north-1:111122223333:parameter/app/db"],
        "detail-type": "Parameter Store Change",
        detail: { operation: "Update", name: "/app/db", type: "String" },
      },
      expect.objectContaining({ time: at, detail: { operation: "Create", name: "top", type: "String" } }),
    ]);
    expect(shop.batches.flat().map(decodeChangeMessage)).toMatchObject([
      E.right({ name: "/app/db", operation: "Update", time: DEFAULT_TIME + 2_000 }),
      E.right({ name: "/top" }),
    ]);
  });

  it("sends batches of ten, each in its turn, after it has told how many there are", async () => {
    const shop = new Shop();
    shop.put(25);
    const listed: number[] = [];
    const announced = await collect(shop.announce({ send: true, onListed: (count) => listed.push(count) }));
    expect(announced).toHaveLength(25);
    expect(shop.sizes).toEqual([10, 10, 5]);
    expect(shop.turns).toBe(3);
    expect(listed).toEqual([25]);
    expect(shop.queue.size).toBe(25);
  });

  it("tells what it would send, sends nothing, and asks for no account, unless it may", async () => {
    const shop = new Shop();
    shop.put(2);
    const findPlace = TE.left(sourceAccessDenied("no credentials"));
    expect(await statesOf(shop.announce({}, [everything], { findPlace }))).toEqual([
      "/app/0 Pending",
      "/app/1 Pending",
    ]);
    expect(shop.batches).toEqual([]);
    expect(await statesOf(shop.announce({ send: true }, [everything], { findPlace }))).toEqual(["SourceAccessDenied"]);
    expect(shop.batches).toEqual([]);
  });

  it("tells a name of several selections once", async () => {
    const shop = new Shop();
    shop.put(3);
    const app: Selection = { _tag: "Level", path: "/app/" };
    expect(await collect(shop.announce({ send: true }, [app, everything]))).toHaveLength(3);
    expect(shop.queue.size).toBe(3);
  });

  it("sends what the queue did not take again, ever more slowly, and nothing else", async () => {
    const shop = new Shop();
    const names = shop.put(4);
    shop.answers.push(TE.right([untaken(1), untaken(3)]), TE.right([untaken(1)]), TE.right([]));
    expect(await statesOf(shop.announce())).toEqual(names.map((name) => `${name} Sent`));
    expect(shop.batches.map(namesIn)).toEqual([names, ["/app/1", "/app/3"], ["/app/3"]]);
    expect(shop.pauses).toEqual([1_000, 2_000]);
  });

  it("gives up on what is never taken, and at once on what can't be, and goes on with the others", async () => {
    const shop = new Shop();
    const names = shop.put(12);
    shop.answers.push(TE.right([untaken(0), untaken(1, true)]), ...Array(5).fill(TE.right([untaken(0)])));
    expect(await statesOf(shop.announce())).toEqual([
      "/app/0 Untaken",
      "/app/1 Untaken",
      ...names.slice(2).map((name) => `${name} Sent`),
    ]);
    expect(shop.sizes).toEqual([10, 1, 1, 1, 1, 1, 2]);
    expect(shop.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it("sends a batch again while the queue is away, and ends when it stays away", async () => {
    const shop = new Shop();
    shop.put(12);
    const away = TE.left(queueUnavailable("away"));
    shop.answers.push(away, away);
    expect((await statesOf(shop.announce())).filter((state) => state.endsWith("Sent"))).toHaveLength(12);
    expect(shop.sizes).toEqual([10, 10, 10, 2]);

    shop.answers.push(...Array(6).fill(away));
    expect(await statesOf(shop.announce())).toEqual(["QueueUnavailable"]);
    expect(shop.sizes).toHaveLength(10);
  });

  it("ends at once when the queue refuses, and when parameters can't be listed", async () => {
    const shop = new Shop();
    shop.put(12);
    shop.answers.push(TE.left(queueAccessDenied("no right")));
    expect(await statesOf(shop.announce())).toEqual(["QueueAccessDenied"]);
    expect(shop.pauses).toEqual([]);
    const source = sourceLike(shop.workshop.ssm, {
      list: async function* () {
        yield E.left(sourceAccessDenied("no right"));
      },
    });
    expect(await statesOf(shop.announce({ send: true }, [everything], { source }))).toEqual(["SourceAccessDenied"]);
    expect(shop.batches).toHaveLength(1);
  });

  it("finishes the batch in hand when it is told to stop, and begins no other", async () => {
    const shop = new Shop();
    shop.put(25);
    const stop = new AbortController();
    const states: string[] = [];
    for await (const one of shop.announce({ send: true, signal: stop.signal })) {
      states.push(E.isRight(one) ? one.right._tag : one.left._tag);
      stop.abort();
    }
    expect(states).toEqual(Array(10).fill("Sent"));
    expect(shop.queue.size).toBe(10);

    const list = sourceLike(shop.workshop.ssm, {
      list: (selection) => {
        stop.abort();
        return shop.workshop.ssm.list(selection);
      },
    });
    expect(await collect(shop.announce({ send: true, signal: stop.signal }, [everything], { source: list }))).toEqual(
      [],
    );
  });
});
