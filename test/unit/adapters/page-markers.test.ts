import { describe, expect, it } from "vitest";
import { PageMarkers } from "../../../src/adapters/aws-common/page-markers.ts";

const follow = (markers: Iterable<ReadonlyArray<string | undefined>>) => () => {
  const pages = new PageMarkers();
  for (const marker of markers) pages.follow(...marker);
};

function* circle(lead: number, length: number): Generator<ReadonlyArray<string>> {
  for (let page = 0; page < 1_000; page += 1) {
    yield [page < lead ? `lead ${page}` : `page ${(page - lead) % length}`];
  }
}

describe("markers of pages", () => {
  it("are followed while they differ, in any part", () => {
    expect(follow([["a"], ["b"], ["b", "1"], ["b", undefined], ["b", "2"]])).not.toThrow();
  });

  it.each([
    [0, 1],
    [0, 2],
    [5, 3],
    [100, 17],
  ])("that go in a circle are not followed for ever: after %i others, every %i pages", (lead, length) => {
    expect(follow(circle(lead, length))).toThrow("for ever");
  });

  it("that are left out are not followed", () => {
    expect(follow([["a"], [undefined, undefined]])).toThrow("for ever");
  });
});
