import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryChangeQueue } from "../../../../../src/adapters/memory/in-memory-change-queue.ts";
import { makeAnnouncerService } from "../../../../../src/composition/services/announcer.ts";
import { runQueueBackfill } from "../../../../../src/entry/cli/commands/backfill-via-queue.ts";
import { run } from "../../../../../src/entry/cli/run.ts";
import type { BackfillOptions } from "../../../../../src/entry/cli/ui/backfill-arguments.ts";
import type { ChangeSender } from "../../../../../src/ports/change-sender.ts";
import { queueAccessDenied } from "../../../../../src/ports/queue-error.ts";
import { useSettings } from "../../../../support/environment.ts";
import { FakeTerminal } from "../../../../support/fake-terminal.ts";
import { Workshop } from "../../../../support/workshop.ts";

const CANARY = "canary-value";
const QUEUE = "https://sqs.eu-west-1.amazonaws.com/111122223333/changes";
const AGAIN = "run the same command again: an event that is sent twice adds nothing";

class Shop {
  readonly workshop = new Workshop();
  readonly queue = new InMemoryChangeQueue(this.workshop.clock);

  constructor(count: number) {
    for (let index = 0; index < count; index += 1) this.workshop.put(`/app/${index}`, CANARY, 1);
  }

  async backfill(
    options: Partial<BackfillOptions> = {},
    sendBatch: ChangeSender["sendBatch"] = (bodies) => this.queue.sendBatch(bodies),
    terminal = new FakeTerminal(),
    paths: ReadonlyArray<string> = [],
  ) {
    const sender: ChangeSender = { sendBatch, close: () => {} };
    const findPlace = TE.right({ account: "111122223333", region: "eu-west-1" });
    const announcer = makeAnnouncerService(this.workshop.ssm, { queue: QUEUE, sender, findPlace }, async () => {});
    const all = { json: false, recursive: false, yes: true, rate: "1000", ...options };
    const code = await runQueueBackfill(announcer, paths, all, terminal);
    return { code, terminal };
  }
}

describe("ssmbak backfill --via-queue", () => {
  it("says what it would send and how it is done, and sends nothing", async () => {
    const shop = new Shop(2);
    const { code, terminal } = await shop.backfill({ yes: false, rate: "1" });
    expect(terminal.output).toBe(`to send    /app/0\nto send    /app/1\n2 parameters: 2 events to send to ${QUEUE}\n`);
    expect(terminal.errors).toBe("nothing was sent: with --yes the events are sent, in about 2 seconds or more\n");
    expect(code).toBe(0);
    expect(shop.queue.size).toBe(0);
  });

  it("says of which path nothing exists, and sends the rest", async () => {
    const shop = new Shop(2);
    const { code, terminal } = await shop.backfill({}, undefined, undefined, ["/app/", "/nope/"]);
    expect(terminal.output).toBe(`2 parameters: 2 events sent to ${QUEUE}\n`);
    expect(terminal.errors).toContain("nothing is known directly in /nope/;");
    expect(code).toBe(3);
  });

  it("with --yes sends, and ends with the count and the next step", async () => {
    const shop = new Shop(12);
    const { code, terminal } = await shop.backfill();
    expect(terminal.output).toBe(`12 parameters: 12 events sent to ${QUEUE}\n`);
    expect(terminal.errors).toBe(
      "whatever handles the queue stores their histories: ssmbak verify tells when all are stored\n",
    );
    expect(code).toBe(0);
    expect(shop.queue.size).toBe(12);
  });

  it("has nothing to send where there is no parameter", async () => {
    const { code, terminal } = await new Shop(0).backfill();
    expect(terminal.output).toBe(`0 parameters: 0 events to send to ${QUEUE}\n`);
    expect({ code, errors: terminal.errors }).toEqual({ code: 0, errors: "" });
  });

  it("names what was not taken, and exits with 1", async () => {
    const refusing: ChangeSender["sendBatch"] = () => TE.right([{ index: 1, reason: "TooLong", lasting: true }]);
    const { code, terminal } = await new Shop(3).backfill({}, refusing);
    expect(terminal.output).toBe(`not taken  /app/1  TooLong\n3 parameters: 2 events sent to ${QUEUE}, 1 not taken\n`);
    expect(terminal.errors).toBe(`${AGAIN}\n`);
    expect(code).toBe(1);
  });

  it("tells how far it came when the queue refuses on the way", async () => {
    const shop = new Shop(12);
    const { code, terminal } = await shop.backfill({}, (bodies) =>
      bodies.length === 10 ? shop.queue.sendBatch(bodies) : TE.left(queueAccessDenied("no right to send")),
    );
    expect(terminal.errors).toBe(`no right to send\n10 events sent before that; ${AGAIN}\n`);
    expect({ code, output: terminal.output }).toEqual({ code: 1, output: "" });
  });

  it("prints a line of JSON for each name and one for the whole", async () => {
    const refusing: ChangeSender["sendBatch"] = () => TE.right([{ index: 1, reason: "TooLong", lasting: true }]);
    const { terminal } = await new Shop(2).backfill({ json: true }, refusing);
    expect(
      terminal.output
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { name: "/app/0", state: "sent" },
      { name: "/app/1", state: "not taken", reason: "TooLong" },
      { summary: { parameters: 2, pending: 0, sent: 1, untaken: 1, stopped: false } },
    ]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("on %s finishes the batch in hand and exits with 6", async (signal) => {
    const shop = new Shop(25);
    const { code, terminal } = await shop.backfill({}, (bodies) => {
      process.emit(signal);
      return shop.queue.sendBatch(bodies);
    });
    expect(terminal.output).toBe(`10 parameters: 10 events sent to ${QUEUE}\n`);
    expect(terminal.errors).toBe(`stopped: ${AGAIN}\n`);
    expect(code).toBe(6);
  });

  it("sends no more events a second than --rate says", async () => {
    const shop = new Shop(30);
    const times: number[] = [];
    await shop.backfill({ rate: "100" }, (bodies) => {
      times.push(performance.now());
      return shop.queue.sendBatch(bodies);
    });
    expect(times).toHaveLength(3);
    // Two pauses of 100 ms each; timers may come a moment early.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(190);
  });

  it("draws a progress bar where somebody watches, and never prints a value", async () => {
    const terminal = new FakeTerminal("", true);
    await new Shop(12).backfill({}, undefined, terminal);
    expect(terminal.drawn).toMatch(/\d\/12 parameters/);
    expect(terminal.everything + terminal.drawn).not.toContain(CANARY);
  });

  it("refuses --rate 0", async () => {
    expect(await new Shop(1).backfill({ rate: "0" })).toMatchObject({ code: 2 });
  });

  it.each([
    [["--via-queue", "--store", "memory:"], /'--via-queue' cannot be used with option '--store/],
    [["--queue", QUEUE, "--store", "memory:"], /'--via-queue' cannot be used with option '--store/],
    [["--queue", "changes"], /^--queue: expected the URL of a queue/],
    [
      ["--queue", QUEUE, "--source", "ssm:eu-north-1"],
      /^--queue: is in eu-west-1, but Parameter Store is read in eu-north-1/,
    ],
    [["--queue", QUEUE, "--source", "memory:"], /^--source or SSMBAK_SOURCE: --via-queue needs ssm:/],
  ])("refuses %j", async (args, message) => {
    useSettings({ AWS_REGION: "eu-west-1" });
    const terminal = new FakeTerminal();
    expect(await run(["backfill", ...args], terminal)).toBe(2);
    expect(terminal.errors).toMatch(message);
  });
});
