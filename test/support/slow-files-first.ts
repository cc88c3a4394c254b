import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { root } from "./program.ts";

/**
 * The files that take longest. Most of the time they wait, for a process or for messages that are hidden for half a
 * minute: they begin first, and the other files fill the time.
 */
const SLOW = [
  "test/crash/worker-outages.test.ts",
  "test/crash/worker-crashes.test.ts",
  "test/crash/worker-refusals.test.ts",
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = SLOW.indexOf(relative(root, moduleId));
  return place < 0 ? SLOW.length : place;
};

/** Runs slow files first, so that none of them is what the end of a run waits for. */
export class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
