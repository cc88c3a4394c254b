import * as E from "fp-ts/lib/Either.js";
import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { listDeadLetters } from "../../../../src/application/operate/list-dead-letters.ts";
import { redriveDeadLetters } from "../../../../src/application/operate/redrive-dead-letters.ts";
import type { DeadLetters, Redrive } from "../../../../src/ports/dead-letters.ts";
import { queueAccessDenied } from "../../../../src/ports/queue-error.ts";
import { leftOf, rightOf, Workshop } from "../../../support/workshop.ts";

const CANARY = "canary-in-a-body";

/** Dead letters that tell of these redrives, one for each look; the last one stays. */
const deadLetters = (changes: Partial<DeadLetters> = {}, looks: ReadonlyArray<Redrive | undefined> = []) => {
  const calls: string[] = [];
  let look = 0;
  const port: DeadLetters = {
    peek: () => TE.right({ letters: [], hidden: 0 }),
    outlook: () => TE.right({ messages: 0, sources: [] }),
    startRedrive: () =>
      TE.fromIO(() => {
        calls.push("start");
      }),
    latestRedrive: () =>
      TE.fromIO(() => {
        const latest = looks[Math.min(look, looks.length - 1)];
        look += 1;
        return O.fromNullable(latest);
      }),
    close: () => {},
    ...changes,
  };
  const pauses: number[] = [];
  const pause = async (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds);
  };
  return { port, calls, pauses, redrive: redriveDeadLetters({ deadLetters: port, pause }) };
};

const redriven = (status: Redrive["status"], moved: number, startedAt = 2): Redrive => ({ startedAt, status, moved });

describe("listing dead letters", () => {
  it("decodes them and leaves their bodies behind", async () => {
    const letters = [
      { messageId: "1", receives: 4, sentAt: 1_000, body: JSON.stringify(new Workshop().put("/app/db")) },
      { messageId: "2", receives: 1, body: `{"source": "${CANARY}"` },
    ];
    const limits: number[] = [];
    const { port } = deadLetters({
      peek: (limit) => {
        limits.push(limit);
        return TE.right({ letters, hidden: 1 });
      },
    });
    const listing = await rightOf(listDeadLetters(port)(25));
    expect(limits).toEqual([25]);
    expect(listing.hidden).toBe(1);
    expect(listing.letters).toMatchObject([
      { messageId: "1", receives: 4, sentAt: 1_000, event: E.right(expect.objectContaining({ name: "/app/db" })) },
      { messageId: "2", receives: 1, event: { _tag: "Left" } },
    ]);
    expect(JSON.stringify(listing)).not.toContain(CANARY);
  });
});

describe("a redrive", () => {
  it("is told of as it goes on, each second, until it has ended; one that ended before is another", async () => {
    const earlier = redriven("Completed", 9, 1);
    const looks = [earlier, earlier, redriven("Running", 1), redriven("Running", 5), redriven("Completed", 7)];
    const { redrive, calls, pauses } = deadLetters({}, looks);
    const told: Redrive[] = [];
    expect(await rightOf(redrive((step) => told.push(step)))).toEqual(redriven("Completed", 7));
    expect(told.map(({ moved }) => moved)).toEqual([1, 5, 7]);
    expect(calls).toEqual(["start"]);
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
  });

  it.each(["Failed", "Cancelled"] as const)("that is %s has ended", async (status) => {
    const { redrive } = deadLetters({}, [undefined, redriven(status, 3)]);
    expect(await rightOf(redrive(() => {}))).toEqual(redriven(status, 3));
  });

  it("is not started while another one runs", async () => {
    const { redrive, calls } = deadLetters({}, [redriven("Running", 1)]);
    expect(await leftOf(redrive(() => {}))).toMatchObject({
      _tag: "QueueUnavailable",
      message: "a redrive of this queue is running already; nothing was started",
    });
    expect(calls).toEqual([]);
  });

  it("is followed no longer than it is wanted", async () => {
    const { redrive } = deadLetters({}, [undefined, redriven("Running", 1)]);
    const stop = new AbortController();
    expect(await rightOf(redrive(() => stop.abort(), stop.signal))).toEqual(redriven("Running", 1));
  });

  it("that the queue never tells of is given up after half a minute, one that goes on slowly is not", async () => {
    const silent = deadLetters({}, [undefined]);
    expect(await leftOf(silent.redrive(() => {}))).toMatchObject({
      _tag: "QueueUnexpected",
      message: "the redrive was started, but SQS does not list it; look in the queue before starting another one",
    });
    expect(silent.pauses).toHaveLength(30);
    const steps = Array.from({ length: 100 }, (_, step) => redriven("Running", step));
    const slow = deadLetters({}, [undefined, ...steps, redriven("Completed", 100)]);
    expect(await rightOf(slow.redrive(() => {}))).toEqual(redriven("Completed", 100));
  });

  it("fails where it can't be started, or not be looked at any more", async () => {
    const refused = queueAccessDenied("no right");
    const unstarted = deadLetters({ startRedrive: () => TE.left(refused) });
    expect(await leftOf(unstarted.redrive(() => {}))).toBe(refused);
    let looks = 0;
    const blind = deadLetters({
      latestRedrive: () => {
        looks += 1;
        return looks === 1 ? TE.right(O.none) : TE.left(refused);
      },
    });
    expect(await leftOf(blind.redrive(() => {}))).toBe(refused);
  });
});
