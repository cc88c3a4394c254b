import * as E from "fp-ts/lib/Either.js";
import { type VerifyDependencies, type VerifyOptions, verify } from "../../src/application/audit/verify.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import { everything, type Selection } from "../../src/domain/model/selection.ts";
import { name } from "../../src/testing/builders.ts";
import { collect } from "./collect.ts";
import { decoded, rightOf, Workshop } from "./workshop.ts";

/** The parameter that is compared. */
export const DB = name("/app/db");

/** How it is compared, with which adapters in place of the workshop's. */
export interface Comparison extends VerifyOptions {
  readonly selection?: Selection;
  readonly changes?: Partial<VerifyDependencies>;
}

/** What comparing comes to, failures included. */
export const compare = (
  { clock, logger, ...workshop }: Workshop,
  { selection = everything, changes, ...options }: Comparison = {},
) => collect(verify({ source: workshop.ssm, store: workshop.store, clock, logger, ...changes })(selection, options));

/** What comparing comes to where both sides can be listed. */
export const findings = async (workshop: Workshop, comparison: Comparison = {}) =>
  (await compare(workshop, comparison)).map((finding) => {
    if (E.isLeft(finding)) throw new Error(finding.left.message);
    return finding.right;
  });

/** Handles an event, the last one by default. */
export const backUp = async (workshop: Workshop, envelope = workshop.lastEvent()) => {
  const event = decoded(envelope);
  await rightOf(backUpChanges(workshop.dependencies())(event.name, [event]));
};

/** A workshop with {@link DB}, whose first two versions are stored. */
export const storedWorkshop = async (): Promise<Workshop> => {
  const workshop = new Workshop();
  workshop.put(DB, "a");
  workshop.put(DB, "b", 10);
  await backUp(workshop);
  return workshop;
};
