import { describe, expect, it } from "vitest";
import { openSqsChangeQueue } from "../../src/adapters/aws-sqs/open-sqs-change-queue.ts";
import { openSqsChangeSender } from "../../src/adapters/aws-sqs/open-sqs-change-sender.ts";
import { InMemoryChangeQueue } from "../../src/adapters/memory/in-memory-change-queue.ts";
import type { ChangeQueue, DeliveredMessage } from "../../src/ports/change-queue.ts";
import type { ChangeSender } from "../../src/ports/change-sender.ts";
import { ManualClock } from "../../src/testing/index.ts";
import { environmentFor, freshQueue, sqsAt } from "../support/aws-clients.ts";
import { useSettings } from "../support/environment.ts";
import { describeWithMoto } from "../support/with-moto.ts";
import { rightOf } from "../support/workshop.ts";

interface Ends {
  readonly queue: ChangeQueue;
  readonly sender: ChangeSender;
}

const HIDDEN_SECONDS = 30;
const never = new AbortController().signal;
const bodies = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `{"body": ${from + index}, "ü": "é"}`);

/** What both ends of a queue promise each other; `make` opens a new and empty one. */
const behavesAsQueue = (make: () => Promise<Ends>): void => {
  const receive = ({ queue }: Ends, seconds = HIDDEN_SECONDS) => rightOf(queue.receive(seconds, never));
  const bodiesOf = (messages: ReadonlyArray<DeliveredMessage>) => messages.map(({ body }) => body).sort();

  it("delivers each message that was sent, word for word, ten at most at once", async () => {
    const ends = await make();
    expect(await rightOf(ends.queue.hiddenSeconds())).toBe(HIDDEN_SECONDS);
    expect(await rightOf(ends.sender.sendBatch(bodies(10)))).toEqual([]);
    expect(await rightOf(ends.sender.sendBatch(bodies(3, 10)))).toEqual([]);
    const first = await receive(ends);
    expect(first).toHaveLength(10);
    const second = await receive(ends);
    expect(bodiesOf([...first, ...second])).toEqual(bodies(13).sort());
    expect(new Set([...first, ...second].map(({ messageId }) => messageId)).size).toBe(13);
  });

  it("delivers what was not acknowledged again, under its id and with another receipt", async () => {
    const ends = await make();
    await rightOf(ends.sender.sendBatch(bodies(2)));
    const [first, second] = await receive(ends);
    if (first === undefined || second === undefined) throw new Error("nothing came");
    expect(await rightOf(ends.queue.acknowledge([first]))).toEqual([]);
    await rightOf(ends.queue.hide([second], 0));
    const again = await receive(ends);
    expect(again).toMatchObject([{ messageId: second.messageId, body: second.body }]);
    expect(again[0]?.receipt).not.toBe(second.receipt);
    expect(await rightOf(ends.queue.acknowledge(again))).toEqual([]);
  });

  it("answers with nothing when it is told to stop", async () => {
    const { queue } = await make();
    const stop = new AbortController();
    const waiting = rightOf(queue.receive(HIDDEN_SECONDS, stop.signal));
    stop.abort();
    expect(await waiting).toEqual([]);
  });
};

describe("a queue in memory", () => {
  behavesAsQueue(async () => {
    const queue = new InMemoryChangeQueue(new ManualClock(0), HIDDEN_SECONDS);
    return { queue, sender: queue };
  });
});

describeWithMoto("a queue of SQS (moto)", (endpoint) => {
  behavesAsQueue(async () => {
    useSettings(environmentFor(endpoint));
    const url = await freshQueue(sqsAt(endpoint), { VisibilityTimeout: String(HIDDEN_SECONDS) });
    return { queue: openSqsChangeQueue(url), sender: openSqsChangeSender(url) };
  });
});
