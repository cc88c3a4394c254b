import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { ChangeEvent } from "../../../../../src/domain/events/change-event.ts";
import { Workbench } from "./workbench.ts";

/** Delete and re-create within the eleventh second, the latter 200 ms after the former. */
const replace = (bench: Workbench): [ChangeEvent, ChangeEvent] => [bench.at(10.1).remove(), bench.at(10.3).put()];

/** A bench whose parameter was created at 0 s; `read` tells whether that was handled. */
const living = (read: boolean): Workbench => {
  const bench = new Workbench();
  const create = bench.put();
  if (read) bench.handle(create);
  return bench;
};

describe.each([
  ["with earlier history", true, ["v1@0"]],
  ["without earlier history", false, []],
] as const)("a deletion and a re-creation within one second, %s", (_, read, before) => {
  const expectReplaced = (bench: Workbench): void => {
    expect(bench.timeline()).toEqual([...before, "deleted@10", "v1@10.3"]);
    expect(bench.stateAt(10)).toBe("v1");
  };

  it("are handled together, in either order", () => {
    for (const swap of [false, true]) {
      const bench = living(read);
      const events = replace(bench);
      bench.handle(...(swap ? events.toReversed() : events));
      expectReplaced(bench);
    }
  });

  it("are handled apart, the deletion first", () => {
    const bench = living(read);
    const [deletion, create] = replace(bench);
    bench.handle(deletion);
    expectReplaced(bench);
    expect(bench.handle(create).added).toBe(0);
  });

  it("are handled apart, the re-creation first", () => {
    const bench = living(read);
    const [deletion, create] = replace(bench);
    bench.handle(create);
    bench.handle(deletion);
    expectReplaced(bench);
  });

  it("are told right when the deletion is handled before the re-creation happens", () => {
    const bench = living(read);
    const deletion = bench.at(10.1).remove();
    bench.handle(deletion);
    const create = bench.at(10.3).put();
    bench.handle(create, deletion);
    expectReplaced(bench);
  });

  it("keep later versions after the re-created one, of that second and of later ones", () => {
    const bench = living(read);
    bench.handle(bench.at(10.1).remove());
    bench.handle(bench.at(10.3).put());
    bench.handle(bench.at(10.6).put());
    bench.handle(bench.at(12).put());
    expect(bench.timeline()).toEqual([...before, "deleted@10", "v1@10.3", "v2@10.6", "v3@12"]);
    expect([10, 11, 12].map((second) => bench.stateAt(second))).toEqual(["v2", "v2", "v3"]);
  });

  it("are told right when the deletion is handled after the re-created one was updated", () => {
    const bench = living(read);
    const [deletion, create] = replace(bench);
    const update = bench.at(10.5).put();
    bench.handle(create, update);
    bench.at(40).put();
    bench.handle(deletion);
    expect(bench.timeline()).toEqual([...before, "deleted@10", "v1@10.3", "v2@10.5", "v3@40"]);
  });

  it("are told right when the deletion is handled after the re-created one was deleted, too", () => {
    const bench = living(read);
    const [deletion, create] = replace(bench);
    bench.handle(create);
    bench.handle(bench.at(50).remove());
    bench.handle(deletion);
    expect(bench.timeline()).toEqual([...before, "deleted@10", "v1@10.3", "deleted@50"]);
    expect([10, 49, 50].map((second) => bench.stateAt(second))).toEqual(["v1", "v1", "deleted"]);
  });

  it("change nothing when everything is handled again", () => {
    const bench = living(read);
    bench.handle(...replace(bench));
    bench.handle(bench.at(20).put());
    expect(bench.handle(...bench.events).added).toBe(0);
  });
});

describe("a creation and a deletion within one second", () => {
  it("end deleted when the version was read in between", () => {
    const bench = new Workbench();
    bench.handle(bench.at(10.1).put());
    bench.handle(bench.at(10.6).remove());
    expect(bench.timeline()).toEqual(["v1@10.1", "deleted@10"]);
  });

  it("end deleted when a life before was deleted and is kept so", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    bench.handle(bench.at(5).remove());
    bench.handle(bench.at(10.1).put());
    bench.handle(bench.at(10.6).remove());
    expect(bench.timeline()).toEqual(["v1@0", "deleted@5", "v1@10.1", "deleted@10"]);
    expect(bench.stateAt(10)).toBe("deleted");
  });

  it("end deleted when the deletion of the life before is handled with them", () => {
    const bench = new Workbench();
    bench.handle(bench.at(0).put());
    const first = bench.at(5).remove();
    bench.handle(bench.at(10.1).put());
    const second = bench.at(10.6).remove();
    bench.handle(first, second);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@5", "v1@10.1", "deleted@10"]);
    expect(bench.stateAt(10)).toBe("deleted");
  });

  it("are followed by a re-creation in the same second, which lives", () => {
    const bench = new Workbench();
    bench.handle(bench.at(10.1).put());
    const deletion = bench.at(10.3).remove();
    bench.handle(bench.at(10.6).put());
    bench.at(20).remove();
    bench.handle(deletion);
    expect(bench.timeline()).toEqual(["v1@10.1", "deleted@10", "v1@10.6"]);
    expect(bench.stateAt(10)).toBe("v1");
  });

  it("leave a tombstone alone when nothing of it was read", () => {
    const bench = new Workbench();
    const events = [bench.at(10.1).put(), bench.at(10.6).remove()];
    bench.handle(...events);
    expect(bench.timeline()).toEqual(["deleted@10"]);
    expect(bench.live()).toEqual(O.none);
  });
});

describe("lives that follow each other within a second", () => {
  it("are parted by their deletions when all is handled at once", () => {
    const bench = new Workbench();
    bench.at(0.1).put();
    bench.handle();
    const first = bench.at(0.2).remove();
    bench.at(0.3).put();
    bench.handle();
    const second = bench.at(1.0).remove();
    bench.at(1.1).put();
    bench.handle();
    bench.at(2).remove();
    bench.handle(second, first);
    expect(bench.timeline()).toEqual(["v1@0.1", "deleted@0", "v1@0.3", "deleted@1", "v1@1.1"]);
    expect([0, 1].map((second) => bench.stateAt(second))).toEqual(["v1", "v1"]);
  });

  it("that an earlier attempt saw part them, too", () => {
    const bench = new Workbench();
    bench.handle(bench.put());
    const [deletion, create] = replace(bench);
    const live = bench.live();
    bench.at(20).remove();
    bench.handleAgain([deletion, create], O.isSome(live) ? live.value : []);
    expect(bench.timeline()).toEqual(["v1@0", "deleted@10", "v1@10.3"]);
  });
});
