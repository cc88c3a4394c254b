import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { processBatch } from "../../../../src/application/backup/process-batch.ts";
import type { ParameterName } from "../../../../src/domain/model/parameter-name.ts";
import type { ParameterSource } from "../../../../src/ports/parameter-source.ts";
import { changeEnvelope, name, sqsEvent } from "../../../../src/testing/builders.ts";
import { rightOf, sourceLike, Workshop } from "../../../support/workshop.ts";

/** Notes how often each name is read, and how many readings were under way at once at most. */
class WatchedSource {
  readonly readings = new Map<ParameterName, number>();
  mostAtOnce = 0;
  readonly source: ParameterSource;
  #underWay = 0;

  constructor(inner: ParameterSource) {
    this.source = sourceLike(inner, {
      history: (of) => async () => {
        this.readings.set(of, (this.readings.get(of) ?? 0) + 1);
        this.#underWay += 1;
        this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
        await nextTurn();
        const answer = await inner.history(of)();
        this.#underWay -= 1;
        return answer;
      },
    });
  }
}

describe("a batch of 10,000 records, half of them for one name", () => {
  it("is handled with one reading for each name, and at most 16 of them at once", async () => {
    const workshop = new Workshop();
    const busy = Array.from({ length: 5_000 }, (_, count) => workshop.put("/busy", `value ${count}`, 10));
    const others = Array.from({ length: 5_000 }, (_, count) => workshop.put(`/others/${count}`));
    const mixed = busy.flatMap((event, index) => [event, others[index]]);
    const watched = new WatchedSource(workshop.ssm);

    const report = await processBatch(workshop.dependencies({ source: watched.source }))(sqsEvent(mixed).Records);

    expect(report.outcomes).toHaveLength(10_000);
    const outcomes = report.outcomes.map((outcome) => (outcome._tag === "Handled" ? outcome.outcome : outcome._tag));
    // The events of the 100 versions that are left, and one more that shares its second with the first of them.
    expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(5_000 + 101);
    expect(outcomes.filter((outcome) => outcome === "gone")).toHaveLength(5_000 - 101);
    expect(report.outcomes.at(-1)).toMatchObject({ messageId: "message-10000", name: "/others/4999" });
    expect(watched.readings.size).toBe(5_001);
    expect([...watched.readings.values()].every((times) => times === 1)).toBe(true);
    expect(watched.mostAtOnce).toBeGreaterThan(1);
    expect(watched.mostAtOnce).toBeLessThanOrEqual(16);

    // Of 5,000 versions Parameter Store has the last 100; the rest is said to be lost.
    expect(report.appended).toBe(100 + 5_000);
    expect(report.gaps).toEqual([{ name: "/busy", fromVersion: 1, toVersion: 4_900 }]);
    expect(await rightOf(workshop.store.facts(name("/busy")))).toHaveLength(100);
  });

  it("leaves one line in the log for each name, with a few of the event ids", async () => {
    const workshop = new Workshop();
    workshop.put("/busy");
    const messages = Array.from({ length: 5_000 }, (_, count) =>
      changeEnvelope({ name: "/busy", id: `event-${count}` }),
    );

    await processBatch(workshop.dependencies())(sqsEvent(messages).Records);

    expect(workshop.logger.lines).toMatchObject([{ message: "stored", fields: { name: "/busy", events: 5_000 } }]);
    expect(workshop.logger.lines[0]?.fields["eventIds"]).toHaveLength(10);
  });
});
