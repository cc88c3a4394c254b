import { describe, expect, it } from "vitest";
import { Workbench } from "./workbench.ts";

/** A parameter that was created at 0 s and is replaced in the eleventh second; the deletion is handled at once. */
const replaced = (): Workbench => {
  const bench = new Workbench();
  bench.handle(bench.put());
  const deletion = bench.at(10.1).remove();
  bench.handle(deletion, bench.at(10.3).put());
  return bench;
};

describe("a second deletion within one second", () => {
  it("is kept behind the re-creation that it ended", () => {
    const bench = replaced();
    bench.handle(bench.at(10.5).remove());
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@10.3", "deleted@10"]);
    expect(bench.stateAt(10)).toBe("deleted");
  });

  it("is kept there when it is handled after a re-creation of a later second", () => {
    const bench = replaced();
    const second = bench.at(10.5).remove();
    bench.handle(bench.at(11.2).put());
    bench.handle(second);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@10.3", "deleted@10", "v1@11.2"]);
    expect(bench.stateAt(10)).toBe("deleted");
  });

  it("is kept between lives that are known, before one is kept at the end", () => {
    const bench = replaced();
    const second = bench.at(10.5).remove();
    bench.handle(bench.at(10.7).put());
    const third = bench.at(10.8).remove();
    bench.handle(second);
    expect(bench.stateAt(10)).toBe("v1");
    bench.handle(third);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@10.3", "deleted@10", "v1@10.7", "deleted@10"]);
  });

  it("follows a re-creation that stands behind the first one, and so does what is created after that", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    bench.handle(bench.at(10.1).remove());
    bench.handle(bench.at(10.3).put());
    bench.handle(bench.at(10.5).remove());
    expect(bench.stateAt(10)).toBe("deleted");
    bench.handle(bench.at(10.7).put());
    expect(bench.stateAt(10)).toBe("v1");
    expect(bench.store.history.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4]);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@10.3", "deleted@10", "v1@10.7"]);
  });

  it("adds nothing when both are handled again", () => {
    const bench = replaced();
    bench.handle(bench.at(10.5).remove());
    expect(bench.handle(...bench.events, ...bench.events.toReversed()).added).toBe(0);
  });

  it("is a record of its own where no life between the two was read", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    bench.at(10.1).remove();
    bench.at(10.3).put();
    bench.at(10.5).remove();
    bench.handle(...bench.events);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "deleted@10"]);
    expect(bench.stateAt(10)).toBe("deleted");
  });
});
