import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { rateLimitedSource } from "../../../../src/adapters/decorators/rate-limited-source.ts";
import { everything } from "../../../../src/domain/model/selection.ts";
import { InMemoryParameterStore, name } from "../../../../src/testing/index.ts";
import { rightOf, sourceLike } from "../../../support/workshop.ts";

const NAME = name("/app/db");

describe("a source whose calls are limited", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setUp = () => {
    const inner = new InMemoryParameterStore();
    inner.putParameter({ name: NAME, type: "String", value: "x" });
    return { inner, source: rateLimitedSource(inner, 10) };
  };

  it.each(["history", "tags"] as const)("reads %s so many times a second, evenly", async (call) => {
    const { source } = setUp();
    let done = 0;
    const reads = [1, 2, 3].map(async () => {
      await rightOf<unknown>(source[call](NAME));
      done += 1;
    });
    const counts: number[] = [];
    for (const wait of [0, 99, 1, 99, 1]) {
      await vi.advanceTimersByTimeAsync(wait);
      counts.push(done);
    }
    await Promise.all(reads);
    expect(counts).toEqual([1, 1, 2, 2, 3]);
  });

  it("does not let histories wait for tags", async () => {
    const { source } = setUp();
    const reads = [rightOf<unknown>(source.tags(NAME)), rightOf<unknown>(source.history(NAME))];
    await vi.advanceTimersByTimeAsync(0);
    expect(await Promise.all(reads)).toHaveLength(2);
  });

  it("lists as the source does, and closes the source", async () => {
    const closed: string[] = [];
    const { inner } = setUp();
    const source = rateLimitedSource(sourceLike(inner, { close: () => void closed.push("closed") }), 10);
    const listed: unknown[] = [];
    for await (const answer of source.list(everything)) listed.push(answer);
    source.close();
    expect(listed).toMatchObject([{ right: { name: NAME, version: 1 } }]);
    expect(closed).toEqual(["closed"]);
  });
});
