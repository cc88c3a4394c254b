import { describe, expect, it } from "vitest";
import { orderFacts } from "../../../../src/domain/history/order-facts.ts";
import type { FactSummary } from "../../../../src/domain/model/fact.ts";
import { deleted, found, inShort, marker, moved, orderOf, unnumbered, version } from "../../../support/facts.ts";

/** The order of facts, which must not depend on the order in which they are given. */
const order = (...facts: ReadonlyArray<FactSummary>): ReadonlyArray<string> => {
  const ordered = orderOf(orderFacts(facts));
  expect(orderOf(orderFacts(facts.toReversed()))).toEqual(ordered);
  return ordered;
};

const disbelieved = (...facts: ReadonlyArray<FactSummary>): ReadonlyArray<string> =>
  orderFacts(facts).disbelieved.map(inShort);

describe("versions", () => {
  it("are ordered by time, then by number, unnumbered ones first, and each is there once", () => {
    expect(order(version(2, 1000), version(3, 900), unnumbered(1000), version(1, 1000), version(2, 1000))).toEqual([
      ...["v3", "v?", "v1", "v2"],
    ]);
  });

  it("of one number and two times are two, and label changes are no part of the order", () => {
    expect(order(version(1, 1000), moved(1, 1), version(1, 1001))).toEqual(["v1", "v1"]);
  });
});

describe("an event's deletion goes into the gap of the lowest cost", () => {
  it("0, where nothing follows, before 1, where the numbers begin anew", () => {
    expect(order(version(1, 900), version(2, 1100), version(1, 1200), deleted(1))).toEqual([
      "v1",
      "v2",
      "v1",
      "deleted a",
    ]);
  });

  it("1, where the numbers begin anew, before 2, where numbers are missing", () => {
    const facts = [version(1, 900), version(3, 1100), version(1, 1200), version(2, 1300), version(3, 2000)];
    expect(order(...facts, deleted(1))).toEqual(["v1", "v3", "deleted a", "v1", "v2", "v3"]);
  });

  it("1 also where a number comes twice", () => {
    const facts = [version(2, 900), version(4, 1100), version(4, 1200), version(5, 2000)];
    expect(order(...facts, deleted(1))).toEqual(["v2", "v4", "deleted a", "v4", "v5"]);
  });

  it("2, where numbers are missing, before 3, where nothing lies before", () => {
    expect(order(version(1, 1100), version(3, 1200), version(4, 2000), deleted(1))).toEqual([
      ...["v1", "deleted a", "v3", "v4"],
    ]);
  });

  it.each([
    ["before", [unnumbered(1100), version(3, 1200), version(4, 2000)], ["v?", "deleted a", "v3", "v4"]],
    ["after", [version(3, 1100), unnumbered(1200), version(4, 2000)], ["v3", "deleted a", "v?", "v4"]],
  ])("2 also where the number %s is unknown", (_where, facts, expected) => {
    expect(order(...facts, deleted(1))).toEqual(expected);
  });

  it("2 is not 1: where the number after is unknown, it may go on", () => {
    const facts = [version(3, 900), unnumbered(1100), version(3, 1200), version(1, 1300), version(2, 2000)];
    expect(order(...facts, deleted(1))).toEqual(["v3", "v?", "v3", "deleted a", "v1", "v2"]);
  });

  it("3, where nothing lies before, before 4, where the numbers go on", () => {
    expect(order(version(1, 1100), version(2, 1200), version(3, 2000), deleted(1))).toEqual([
      ...["deleted a", "v1", "v2", "v3"],
    ]);
  });

  it("3 also where a deletion lies already, and the numbers go on elsewhere", () => {
    const facts = [version(1, 900), version(1, 1100), version(2, 2000), deleted(1, "a"), deleted(1, "b")];
    expect(order(...facts)).toEqual(["v1", "deleted a", "deleted b", "v1", "v2"]);
  });

  it("4, where there is no other", () => {
    expect(order(version(1, 900), version(2, 2000), deleted(1))).toEqual(["v1", "deleted a", "v2"]);
  });

  it("of equal gaps the first", () => {
    const facts = [version(1, 900), version(3, 1100), version(5, 1200), version(6, 2000)];
    expect(order(...facts, deleted(1))).toEqual(["v1", "deleted a", "v3", "v5", "v6"]);
  });

  it("at cost 3 the last", () => {
    const facts = [version(1, 1100), version(1, 1200), version(2, 2000), deleted(1, "a"), deleted(1, "b")];
    expect(order(...facts)).toEqual(["v1", "deleted a", "deleted b", "v1", "v2"]);
  });
});

describe("the window of an event's deletion", () => {
  it("holds the gaps of its second alone", () => {
    // Cheaper gaps lie right before the second (3 to 1) and right behind it (5 to 1).
    const facts = [
      version(3, 900),
      version(1, 999),
      version(3, 1000),
      version(5, 1999),
      version(1, 3000),
      version(2, 3001),
    ];
    expect(order(...facts, deleted(1), deleted(2, "next"))).toEqual([
      ...["v3", "v1", "deleted a", "v3", "v5", "deleted next", "v1", "v2"],
    ]);
  });

  it("ends behind the last version of the second", () => {
    expect(order(version(1, 1999), version(1, 2000), deleted(1))).toEqual(["v1", "deleted a", "v1"]);
  });

  it("ends before what evidence shows alive", () => {
    const facts = [version(1, 900), version(2, 1100), version(1, 1200), version(2, 2000)];
    expect(order(...facts, deleted(1))).toEqual(["v1", "v2", "deleted a", "v1", "v2"]);
    expect(order(...facts, deleted(1, "a", 1100))).toEqual(["v1", "deleted a", "v2", "v1", "v2"]);
  });

  it.each([1000, 1999])("ends there also where that was at an end of the second (%i)", (alive) => {
    const facts = [version(1, 900), version(2, alive)];
    expect(order(...facts, deleted(1))).toEqual(["v1", "v2", "deleted a"]);
    expect(order(...facts, deleted(1, "a", alive))).toEqual(["v1", "deleted a", "v2"]);
  });

  it.each([999, 2000])("takes no evidence from another second (%i)", (alive) => {
    const facts = [version(1, 900), version(2, 1100), version(1, 1200)];
    expect(order(...facts, deleted(1, "a", alive))).toEqual(["v1", "v2", "v1", "deleted a"]);
  });
});

describe("of several deletions the one is placed first", () => {
  it("whose window ends first", () => {
    const facts = [version(1, 900), version(1, 1100), version(1, 1200), version(2, 2000)];
    expect(order(...facts, deleted(1, "a"), deleted(1, "b", 1100))).toEqual([
      ...["v1", "deleted b", "v1", "deleted a", "v1", "v2"],
    ]);
  });

  it("whose window is the smallest, where both end at once", () => {
    const facts = [version(1, 900), version(3, 1100), version(1, 4000), deleted(1, "a"), deleted(2, "b")];
    expect(order(...facts)).toEqual(["v1", "deleted a", "v3", "deleted b", "v1"]);
  });

  it("whose event id is the smallest, where both have one window", () => {
    const facts = [version(1, 900), version(3, 1100), version(1, 1200), version(2, 2000)];
    expect(order(...facts, deleted(1, "b"), deleted(1, "a"))).toEqual([
      "v1",
      "deleted b",
      "v3",
      "deleted a",
      "v1",
      "v2",
    ]);
  });

  it("whose second is the earlier, whatever its id, where nothing else tells them apart", () => {
    expect(order(version(1, 900), deleted(2, "a"), deleted(1, "b"))).toEqual(["v1", "deleted b", "deleted a"]);
  });
});

describe.each([
  ["a found deletion", found],
  ["a bare marker", (at: number, aliveSince?: number) => marker(at, "m", aliveSince)],
])("%s", (_what, make) => {
  const short = inShort(make(0));

  it("goes before the versions that were made at its millisecond or later", () => {
    expect(order(version(1, 1000), version(5, 1500), make(1500))).toEqual(["v1", short, "v5"]);
    expect(order(version(1, 1000), version(5, 1500), make(1501))).toEqual(["v1", "v5", short]);
    expect(order(version(5, 1500), make(1499))).toEqual([short, "v5"]);
  });

  it("is not believed where the numbers go on, and is told so", () => {
    const facts = [version(1, 1000), version(2, 2000), make(1500)];
    expect([order(...facts), disbelieved(...facts)]).toEqual([["v1", "v2"], [short]]);
    const begunAnew = [version(1, 1000), version(1, 2000), make(1500)];
    expect([order(...begunAnew), disbelieved(...begunAnew)]).toEqual([["v1", short, "v1"], []]);
  });

  it("is believed where a number beside it is unknown", () => {
    expect(order(unnumbered(1000), version(1, 2000), make(1500))).toEqual(["v?", short, "v1"]);
    expect(order(version(1, 1000), unnumbered(2000), make(1500))).toEqual(["v1", short, "v?"]);
  });

  it("is not believed where the parameter was alive before it and after, in whichever second", () => {
    const facts = [version(1, 1000)];
    expect(order(...facts, make(90_000, 1000))).toEqual(["v1"]);
    expect(order(...facts, make(90_000, 89_999))).toEqual(["v1"]);
    expect(disbelieved(...facts, make(90_000, 89_999))).toEqual([short]);
    expect(order(...facts, make(90_000, 90_000))).toEqual(["v1", short]);
  });

  it("takes its gap before the deletions of events are placed", () => {
    const facts = [version(1, 900), version(1, 1500), version(3, 2000), deleted(1)];
    expect(order(...facts)).toEqual(["v1", "deleted a", "v1", "v3"]);
    expect(order(...facts, make(1200))).toEqual(["v1", short, "v1", "deleted a", "v3"]);
  });

  it("takes no gap where it is not believed", () => {
    const facts = [version(1, 900), version(1, 1500), version(3, 2000), deleted(1)];
    expect(order(...facts, make(1200, 900))).toEqual(["v1", "deleted a", "v1", "v3"]);
  });

  it("counts from its own time", () => {
    const { entries } = orderFacts([version(1, 1000), make(1500)]);
    expect(entries.map(({ from }) => from)).toEqual([1000, 1500]);
  });
});

describe("deletions that are not believed", () => {
  it("are told oldest first, then by identity", () => {
    const facts = [version(1, 1000), version(2, 5000), marker(3000, "b"), marker(3000, "a"), found(4000), found(2000)];
    expect(orderFacts(facts).disbelieved).toEqual([found(2000), marker(3000, "a"), marker(3000, "b"), found(4000)]);
    expect(orderFacts(facts.toReversed()).disbelieved).toEqual(orderFacts(facts).disbelieved);
  });
});

describe("a fact counts", () => {
  const times = (...facts: ReadonlyArray<FactSummary>) =>
    orderFacts(facts).entries.map(({ fact, from }) => `${inShort(fact)} from ${from}`);

  it("as an event's deletion from the end of its second", () => {
    expect(times(version(1, 900), deleted(1))).toEqual(["v1 from 900", "deleted a from 1999"]);
    expect(times(version(1, 900), deleted(1), version(1, 2000))[1]).toBe("deleted a from 1999");
  });

  it("or from the next version's time, where that is earlier", () => {
    expect(times(version(2, 900), version(1, 1700), version(2, 2500), deleted(1))).toEqual([
      ...["v2 from 900", "deleted a from 1700", "v1 from 1700", "v2 from 2500"],
    ]);
  });

  it("within one gap in the order of these times", () => {
    expect(times(version(1, 900), deleted(1), found(1998))).toEqual([
      ...["v1 from 900", "found from 1998", "deleted a from 1999"],
    ]);
    expect(times(version(1, 900), deleted(1), found(2500), marker(1500))).toEqual([
      ...["v1 from 900", "marker from 1500", "deleted a from 1999", "found from 2500"],
    ]);
  });

  it("once, with the best evidence of all its copies", () => {
    const copies = [deleted(1, "a", 1500), deleted(1, "a", 1100), deleted(1, "a")];
    const facts = [version(1, 900), version(2, 1100), version(3, 1500)];
    expect(order(...facts, ...copies)).toEqual(["v1", "deleted a", "v2", "v3"]);
    expect(orderFacts([...facts, ...copies]).entries[1]?.fact).toMatchObject({ aliveSince: 1100 });
  });
});
