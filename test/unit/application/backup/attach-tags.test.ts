import * as O from "fp-ts/lib/Option.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { describe, expect, it } from "vitest";
import { InMemoryParameterStore } from "../../../../src/adapters/memory/in-memory-parameter-store.ts";
import { sweep } from "../../../../src/application/audit/sweep.ts";
import { backUpChanges } from "../../../../src/application/backup/back-up-changes.ts";
import { orderFacts } from "../../../../src/domain/history/order-facts.ts";
import type { ParameterName } from "../../../../src/domain/model/parameter-name.ts";
import type { ParameterSource } from "../../../../src/ports/parameter-source.ts";
import { name } from "../../../../src/testing/builders.ts";
import { sourceFailures } from "../../../support/failures.ts";
import { decoded, rightOf, sourceLike, Workshop } from "../../../support/workshop.ts";

const DB = name("/app/db");

const tagged = (workshop: Workshop, tags: Readonly<Record<string, string>>) => workshop.ssm.addTagsToResource(DB, tags);

/** Handles the last event, and tells how often tags were read. */
const backUp = async (workshop: Workshop, source: ParameterSource = workshop.ssm): Promise<number> => {
  let read = 0;
  const counting = sourceLike(source, {
    tags: (named: ParameterName) => {
      read += 1;
      return source.tags(named);
    },
  });
  const event = decoded(workshop.lastEvent());
  await rightOf(backUpChanges(workshop.dependencies({ source: counting }))(DB, [event]));
  return read;
};

/** The tags of each stored version, in the order of the facts. */
const storedTags = async ({ store }: Workshop) => {
  const { entries } = orderFacts(await rightOf(store.facts(DB)));
  return Promise.all(
    entries.map(async ({ fact }) =>
      fact._tag === "Version" ? (await rightOf(store.load(fact))).attributes.tags : "deleted",
    ),
  );
};

describe("the tags of a parameter", () => {
  it("are stored with the newest version, and are not known of older ones that are stored with it", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    workshop.put(DB, "y", 1000);
    tagged(workshop, { team: "blue" });
    expect(await backUp(workshop)).toBe(1);
    workshop.put(DB, "z", 1000);
    workshop.ssm.removeTagsFromResource(DB, ["team"]);
    await backUp(workshop);
    expect(await storedTags(workshop)).toEqual([undefined, { team: "blue" }, {}]);
  });

  it("are not read for a deletion that is told of after the re-creation is stored", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    await backUp(workshop);
    workshop.remove(DB, 10_000);
    const deletion = decoded(workshop.lastEvent());
    workshop.put(DB, "y", 60_000);
    await backUp(workshop);
    let read = 0;
    const source = sourceLike(workshop.ssm, {
      tags: (named) => {
        read += 1;
        return workshop.ssm.tags(named);
      },
    });
    await rightOf(backUpChanges(workshop.dependencies({ source }))(DB, [deletion]));
    expect(await storedTags(workshop)).toEqual([{}, "deleted", {}]);
    expect(read).toBe(0);
  });

  it("are not read for a duplicate, nor for a deletion", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    await backUp(workshop);
    tagged(workshop, { team: "blue" });
    expect(await backUp(workshop)).toBe(0);
    workshop.remove(DB, 1000);
    expect(await backUp(workshop)).toBe(0);
    expect(await storedTags(workshop)).toEqual([{}, "deleted"]);
  });

  it.each(sourceFailures("no tags today").map((failure) => [failure._tag, failure] as const))(
    "that can't be read (%s) lose no version, and that is logged",
    async (reason, failure) => {
      const workshop = new Workshop();
      workshop.put(DB);
      await backUp(workshop, sourceLike(workshop.ssm, { tags: () => TE.left(failure) }));
      expect(await storedTags(workshop)).toEqual([undefined]);
      expect(workshop.logged("warn")).toEqual([
        {
          level: "warn",
          message: "stored without its tags, since they could not be read",
          fields: { name: DB, version: 1, reason, detail: "no tags today" },
        },
      ]);
    },
  );

  it("of a source that throws, or whose parameter is gone meanwhile, are not known", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    const throwing = () => {
      throw new TypeError("canary");
    };
    await backUp(workshop, sourceLike(workshop.ssm, { tags: throwing }));
    workshop.put(DB, "y", 1000);
    await backUp(workshop, sourceLike(workshop.ssm, { tags: () => TE.right(O.none) }));
    expect(await storedTags(workshop)).toEqual([undefined, undefined]);
    expect(JSON.stringify(workshop.logger.lines)).not.toContain("canary");
  });

  it("are stored by the sweep too", async () => {
    const workshop = new Workshop();
    workshop.put(DB);
    tagged(workshop, { team: "blue" });
    await sweep(workshop.dependencies())();
    expect(await storedTags(workshop)).toEqual([{ team: "blue" }]);
  });

  it("are those of one incarnation", async () => {
    const ssm = new InMemoryParameterStore();
    const put = () => ssm.putParameter({ name: DB, type: "String", value: "x" });
    put();
    ssm.addTagsToResource(DB, { team: "blue" });
    ssm.deleteParameter(DB);
    expect(await rightOf(ssm.tags(DB))).toEqual(O.none);
    put();
    expect(await rightOf(ssm.tags(DB))).toEqual(O.some({}));
  });
});
