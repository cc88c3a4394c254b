import { IN_ORDER, type Program } from "./step.ts";

/** A program that the simulation found, shrank, and that broke the promise once. */
export interface Regression {
  readonly title: string;
  readonly program: Program;
  /** The deviations that the promise allows; default none. */
  readonly admits?: ReadonlyArray<string>;
}

const DB = "/app/db";

/** What the simulation found. Paste a new one as it was printed and say what it is about. */
export const regressions: ReadonlyArray<Regression> = [
  {
    title: "an event of a life that was over, handled while the next one lives, is answered as gone",
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "delete", name: DB },
        { do: "wait", ms: 2_000 },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a second re-creation in the second of a deletion that was handled in that second",
    program: {
      steps: [
        { do: "put-expiring", name: DB, after: 1 },
        { do: "wait", ms: 1 },
        { do: "expire" },
        { do: "receive", by: 0, take: [1] },
        { do: "run", by: 0, calls: 20 },
        { do: "put", name: DB },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 20 },
        { do: "delete", name: DB },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a re-creation in the second of a deletion whose first version was dropped",
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "delete", name: DB },
        { do: "receive", by: 0, take: [0, 0] },
        { do: "run", by: 0, calls: 20 },
        { do: "burst", name: DB, count: 101, every: 1 },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a re-created parameter whose first version was dropped between two readings",
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "receive", by: 0, take: [0] },
        { do: "delete", name: DB },
        { do: "burst", name: DB, count: 102, every: 400 },
        { do: "run", by: 0, calls: 2 },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "versions that an attempt saw, of a life that went on beyond the second of a deletion kept meanwhile",
    program: {
      steps: [
        { do: "put", name: DB, value: "a" },
        { do: "delete", name: DB },
        { do: "wait", ms: 1 },
        { do: "put", name: DB },
        { do: "receive", by: 0, take: [0], again: [4] },
        { do: "delete", name: DB },
        { do: "wait", ms: 174 },
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "delete", name: DB },
        { do: "wait", ms: 210 },
        { do: "put", name: DB },
        { do: "wait", ms: 615 },
        { do: "put", name: DB },
        { do: "run", by: 1, calls: 2 },
        { do: "delete", name: DB },
        { do: "wait", ms: 1_000 },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "versions that were dropped from the beginning of a life, before its deletion tells that it is another one",
    admits: ["a gap behind a deletion"],
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "run", by: 1, calls: 2 },
        { do: "put-expiring", name: DB, after: 1 },
        { do: "wait", ms: 1 },
        { do: "expire" },
        { do: "burst", name: DB, count: 101, every: 1 },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "versions that were lost, when the answer of the append was lost too",
    program: {
      steps: [
        { do: "burst", name: DB, count: 102, every: 400 },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 2 },
        { do: "fail", by: 0, how: "timeout-after" },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a deletion in whose second a life began and lost versions, and lived on to its own deletion",
    program: {
      steps: [
        { do: "wait", ms: 1_296 },
        { do: "put", name: DB },
        { do: "wait", ms: 1_565 },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 2 },
        { do: "fail", by: 0, how: "dies-after" },
        { do: "delete", name: DB },
        { do: "burst", name: DB, count: 137, every: 1 },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 20 },
        { do: "put", name: DB },
        { do: "delete", name: DB },
      ],
      finish: { order: [1, 0], atOnce: 1 },
    },
  },
  {
    title: "a deletion in a second through which the numbers of two lives go on as if they were one",
    program: {
      steps: [
        { do: "wait", ms: 111 },
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "run", by: 1, calls: 20 },
        { do: "wait", ms: 889 },
        { do: "delete", name: DB },
        { do: "burst", name: DB, count: 100, every: 1 },
        { do: "wait", ms: 901 },
        { do: "put", name: DB },
        { do: "receive", by: 0, take: [1] },
        { do: "run", by: 0, calls: 20 },
        { do: "delete", name: DB },
        { do: "wait", ms: 1 },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a gap before an append that another handler interrupts half way",
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "burst", name: DB, count: 100, every: 1 },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 20 },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a deletion that is kept at the same moment as the re-creation of its second, where nothing was kept before",
    program: {
      steps: [
        { do: "put-expiring", name: DB, after: 1 },
        { do: "expire" },
        { do: "delete", name: DB },
        { do: "receive", by: 0, take: [0, 0] },
        { do: "run", by: 0, calls: 2 },
        { do: "delete", name: DB },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 1 },
        { do: "wait", ms: 1 },
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "run", by: 1, calls: 20 },
        { do: "run", by: 0, calls: 20 },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a deletion that is handled again when more is known of its second keeps its place",
    program: {
      steps: [
        { do: "put", name: DB, value: "a" },
        { do: "delete", name: DB },
        { do: "put", name: DB },
        { do: "wait", ms: 702 },
        { do: "receive", by: 0, take: [0, 0] },
        { do: "wait", ms: 298 },
        { do: "put", name: DB },
        { do: "receive", by: 1, take: [0] },
        { do: "run", by: 1, calls: 4 },
        { do: "delete", name: DB },
        { do: "wait", ms: 1 },
        { do: "put", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a version that only the first of two readings of one handling found",
    program: {
      steps: [
        { do: "put", name: DB },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 20 },
        { do: "receive", by: 2, take: [0], again: [0] },
        { do: "delete", name: DB },
        { do: "wait", ms: 1_000 },
        { do: "put", name: DB },
        { do: "run", by: 2, calls: 2 },
        { do: "delete", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title:
      "a version that was read before its deletion and is appended after it, on S3 where the marker can't refuse it",
    admits: ["something unseen in a second with a deletion"],
    program: {
      steps: [
        { do: "put-expiring", name: DB, after: 1 },
        { do: "wait", ms: 1 },
        { do: "expire" },
        { do: "receive", by: 1, take: [0] },
        { do: "put", name: DB },
        { do: "wait", ms: 998 },
        { do: "receive", by: 0, take: [0], again: [10] },
        { do: "run", by: 1, calls: 3 },
        { do: "put", name: DB, type: "String" },
        { do: "delete", name: DB },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 20 },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "the end of an append that a death interrupts and a deletion overtakes, behind the deletion of its second",
    program: {
      steps: [
        { do: "put-expiring", name: DB, after: 1 },
        { do: "wait", ms: 1 },
        { do: "expire" },
        { do: "receive", by: 0, take: [0, 0] },
        { do: "run", by: 0, calls: 20 },
        { do: "burst", name: DB, count: 12, every: 1 },
        { do: "receive", by: 1, take: [0] },
        { do: "run", by: 1, calls: 20 },
        { do: "receive", by: 0, take: [0] },
        { do: "run", by: 0, calls: 3 },
        { do: "fail", by: 0, how: "dies-after" },
        { do: "delete", name: DB },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a gap that a process logged which died right after its append",
    program: {
      steps: [
        { do: "burst", name: DB, count: 103, every: 1 },
        { do: "receive", by: 0, take: [102] },
        { do: "run", by: 0, calls: 2 },
        { do: "fail", by: 0, how: "dies-after" },
      ],
      finish: IN_ORDER,
    },
  },
  {
    title: "a gap that is not told again with the next old event",
    program: { steps: [{ do: "burst", name: DB, count: 103, every: 400 }], finish: IN_ORDER },
  },
  {
    title: "a delete marker that is written more than an hour after its tombstone",
    program: {
      steps: [
        { do: "delete", name: DB },
        { do: "wait", ms: 1_000 },
        { do: "put", name: DB },
        { do: "delete", name: DB },
        { do: "receive", by: 1, take: [0], again: [3] },
        { do: "run", by: 1, calls: 5 },
        { do: "wait", ms: 3_601_000 },
      ],
      finish: IN_ORDER,
    },
  },
];
