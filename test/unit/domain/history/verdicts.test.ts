import * as O from "fp-ts/lib/Option.js";
import { describe, expect, it } from "vitest";
import type { ChangeOperation } from "../../../../src/domain/events/change-event.ts";
import type { Situation } from "../../../../src/domain/history/situation.ts";
import { verdictsOn } from "../../../../src/domain/history/verdicts.ts";
import { parameterVersion } from "../../../../src/testing/builders.ts";
import { deleted, version } from "../../../support/facts.ts";
import { event, live, situationOf } from "../../../support/situations.ts";

const LIVE = live([3, 3500], [4, 4500]);

/** The verdict on one event. */
const verdict = (operation: ChangeOperation, second: number, given: Partial<Situation> = {}, missing: number[] = []) =>
  verdictsOn(
    situationOf({ events: [event(operation, second)], live: LIVE, ...given }),
    missing.map((modifiedAt) => parameterVersion({ modifiedAt })),
  )
    ?.values()
    .next().value;

describe("the verdict on the event of a version", () => {
  it.each(["Create", "Update"] as const)(
    "(%s) is that it is stored, from the second of the oldest version on",
    (of) => {
      expect([3, 4, 9].map((second) => verdict(of, second))).toEqual(["Stored", "Stored", "Stored"]);
    },
  );

  it("is that it is stored also where the oldest version is of the last millisecond of its second", () => {
    expect(verdict("Update", 3, { live: live([3, 3999]) })).toBe("Stored");
    expect(verdict("Update", 3, { live: live([3, 4000]), facts: [] })).toBe("Gone");
  });

  it("is that it is gone where the parameter does not exist", () => {
    expect(verdict("Update", 4, { live: O.none, newest: version(4, 4500) })).toBe("Gone");
  });

  it("is that an older version is stored where the newest stored one or a new one is of its second", () => {
    expect(verdict("Update", 2, { newest: version(1, 2999) })).toBe("Stored");
    expect(verdict("Update", 2, {}, [2000])).toBe("Stored");
  });

  it("is known by all facts alone where neither is", () => {
    expect(verdict("Update", 2, { newest: version(1, 1999) }, [3500])).toBeUndefined();
    expect(verdict("Update", 2)).toBeUndefined();
  });

  it("is by all facts that an older version is stored, or that it is gone", () => {
    expect(verdict("Update", 2, { facts: [version(4, 4500), version(1, 2000)] })).toBe("Stored");
    expect(verdict("Update", 2, { facts: [version(4, 4500), version(1, 1999), deleted(2)] })).toBe("Gone");
    expect(verdict("Update", 2, { facts: [] }, [2999])).toBe("Stored");
  });

  it("is by all facts that it is gone although the newest stored one is of its second, which all facts would show", () => {
    expect(verdict("Update", 2, { facts: [], newest: version(1, 2500) })).toBe("Gone");
  });
});

describe("the verdict on the event of a deletion", () => {
  it.each(["Delete", "Expiration"] as const)(
    "(%s) is that it is stored, whether or not SSM has a later version",
    (of) => {
      expect(verdict(of, 3)).toBe("Deleted");
      expect(verdict(of, 2)).toBe("Deleted");
      expect(verdict(of, 9, { live: O.none })).toBe("Deleted");
    },
  );

  it("is that the parameter is still there where SSM shows a version from before its second", () => {
    expect(verdict("Delete", 4)).toBe("StillThere");
    expect(verdict("Delete", 4, { live: live([3, 4000]) })).toBe("Deleted");
    expect(verdict("Delete", 4, { live: live([3, 3999]) })).toBe("StillThere");
  });
});

describe("the verdict on an event that changes no value", () => {
  it.each(["LabelParameterVersion", "PolicyNotice"] as const)("(%s) is that nothing changed", (of) => {
    expect(verdict(of, 1)).toBe("Unchanged");
    expect(verdict(of, 1, { live: O.none })).toBe("Unchanged");
  });
});

describe("the verdicts on several events", () => {
  it("are one for each, also for the same event in another object", () => {
    const events = [event("Update", 4), event("Update", 4), event("Delete", 9, "b")];
    const verdicts = verdictsOn(situationOf({ events, live: LIVE }), []);
    expect(events.map((of) => verdicts?.get(of))).toEqual(["Stored", "Stored", "StillThere"]);
  });

  it("are not known where one is not", () => {
    const events = [event("Update", 4), event("Update", 1, "b")];
    expect(verdictsOn(situationOf({ events, live: LIVE }), [])).toBeUndefined();
  });
});
