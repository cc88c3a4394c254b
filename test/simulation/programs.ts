import fc from "fast-check";
import type { Failing, Finish, Program, Refusal, Step } from "./step.ts";

const DAY = 86_400_000;

/** A top-level name, one in a path, and one below that. */
const NAMES = ["/app/db", "/top", "/app/db/password"] as const;

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constant(NAMES[0]) },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
);
const by = fc.nat(2);
const pick = fc.nat(3);
const one = (step: fc.Arbitrary<Step>): fc.Arbitrary<ReadonlyArray<Step>> => step.map((only) => [only]);

/** Milliseconds, up to two seconds, or up to 14 days: as long as a queue keeps a message. */
const wait = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 400 }) },
  { weight: 4, arbitrary: fc.integer({ min: 400, max: 2_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2_000, max: 14 * DAY }) },
);
const waiting: fc.Arbitrary<Step> = wait.map((ms) => ({ do: "wait", ms }));

const put: fc.Arbitrary<Step> = name.map((named) => ({ do: "put", name: named }));
const putRepeated: fc.Arbitrary<Step> = fc
  .tuple(name, fc.constantFrom("a", "b"))
  .map(([named, value]) => ({ do: "put", name: named, value }));
const putTyped: fc.Arbitrary<Step> = fc
  .tuple(name, fc.constantFrom("String", "SecureString", "StringList"))
  .map(([named, type]) => ({ do: "put", name: named, type }));
const remove: fc.Arbitrary<Step> = name.map((named) => ({ do: "delete", name: named }));
const label: fc.Arbitrary<Step> = fc
  .tuple(name, fc.constantFrom("stable", "next"), fc.constantFrom(0, 0, 1, 2))
  .map(([named, text, back]) => ({ do: "label", name: named, label: text, ...(back === 0 ? {} : { back }) }));

const burst: fc.Arbitrary<Step> = fc
  .tuple(name, fc.oneof(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 150 })), fc.constantFrom(1, 7, 400))
  .map(([named, count, every]) => ({ do: "burst", name: named, count, every }));

/** Deleted and created again, within a second mostly, as tools do that replace. */
const replace: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(name, fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constant(1_000)))
  .map(([named, ms]) => [
    { do: "delete", name: named },
    { do: "wait", ms },
    { do: "put", name: named },
  ]);

const expiry: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(name, fc.constantFrom(1, 900, DAY), fc.boolean())
  .map(([named, after, due]) => [
    { do: "put-expiring", name: named, after },
    ...(due ? [{ do: "wait", ms: after } as const] : []),
    { do: "expire" },
  ]);

const take = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 });
const again = fc.array(fc.nat(20), { maxLength: 2 });
const receive: fc.Arbitrary<Step> = fc.tuple(by, take, again).map(([handler, messages, doubles]) => ({
  do: "receive",
  by: handler,
  take: messages,
  ...(doubles.length === 0 ? {} : { again: doubles }),
}));
const run: fc.Arbitrary<Step> = fc.tuple(by, fc.integer({ min: 1, max: 5 }), pick).map(([handler, calls, picked]) => ({
  do: "run",
  by: handler,
  calls,
  ...(picked === 0 ? {} : { pick: picked }),
}));

/** A batch that is handled without an interruption. */
const handle: fc.Arbitrary<ReadonlyArray<Step>> = fc.tuple(by, take).map(([handler, messages]) => [
  { do: "receive", by: handler, take: messages },
  { do: "run", by: handler, calls: 20 },
]);

/** A handling between whose calls the parameter is replaced, which another handler is faster to keep. */
const race: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(name, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 400 }), take, take)
  .map(([named, calls, ms, slow, quick]) => [
    { do: "delete", name: named },
    { do: "receive", by: 0, take: slow },
    { do: "run", by: 0, calls },
    { do: "wait", ms },
    { do: "put", name: named },
    { do: "receive", by: 1, take: quick },
    { do: "run", by: 1, calls: 20 },
    { do: "run", by: 0, calls: 20 },
  ]);

const failing: fc.Arbitrary<Failing> = fc.constantFrom(
  "throttled",
  "denied",
  "timeout-before",
  "timeout-after",
  "dies-before",
  "dies-after",
);
const fail: fc.Arbitrary<Step> = fc
  .tuple(by, failing, pick)
  .map(([handler, how, picked]) => ({ do: "fail", by: handler, how, ...(picked === 0 ? {} : { pick: picked }) }));

/** A batch whose handling fails at one of its calls. */
const troubled: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(by, take, fc.nat(3), failing)
  .map(([handler, messages, calls, how]) => [
    { do: "receive", by: handler, take: messages },
    { do: "run", by: handler, calls },
    { do: "fail", by: handler, how },
  ]);
const refusal: fc.Arbitrary<Refusal> = fc.constantFrom("throttled", "denied", "timeout-before");
const outage: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom("source", "store"), refusal, fc.constantFrom(500, 5_000, DAY))
  .map(([of, how, ms]) => ({ do: "outage", of, how, ms }));
const lose: fc.Arbitrary<Step> = fc.nat(5).map((place) => ({ do: "lose", take: place }));

/** A sweep, some of whose calls are let through; half of them after all was unchanged long enough to be believed gone. */
const sweep: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(by, fc.boolean(), fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(60)))
  .map(([handler, settled, calls]) => [
    ...(settled ? [{ do: "wait", ms: 61_000 } as const] : []),
    { do: "sweep", by: handler },
    { do: "run", by: handler, calls },
  ]);

/** What the world does besides: events from the future, the wrong credentials, markers, suspended versioning, dead keys. */
const disturbance: fc.Arbitrary<ReadonlyArray<Step>> = fc.oneof<Array<fc.Arbitrary<ReadonlyArray<Step>>>>(
  one(
    fc
      .tuple(name, fc.constantFrom(365 * DAY, 75 * 365 * DAY))
      .map(([named, ahead]) => ({ do: "future", name: named, ahead })),
  ),
  fc
    .tuple(by, fc.boolean())
    .map(([handler, settled]) => [
      ...(settled ? [{ do: "wait", ms: 61_000 } as const] : []),
      { do: "foreign-sweep", by: handler },
      { do: "run", by: handler, calls: 60 },
    ]),
  one(name.map((named) => ({ do: "mark", name: named }))),
  one(fc.boolean().map((on) => ({ do: "suspend", on }))),
  one(fc.tuple(name, fc.constantFrom(500, 5_000, DAY)).map(([named, ms]) => ({ do: "seal", name: named, ms }))),
);

const part: fc.Arbitrary<ReadonlyArray<Step>> = fc.oneof(
  { weight: 14, arbitrary: one(put) },
  { weight: 4, arbitrary: one(putRepeated) },
  { weight: 3, arbitrary: one(putTyped) },
  { weight: 8, arbitrary: one(remove) },
  { weight: 5, arbitrary: replace },
  { weight: 3, arbitrary: one(label) },
  { weight: 1, arbitrary: one(burst) },
  { weight: 2, arbitrary: expiry },
  { weight: 14, arbitrary: one(waiting) },
  { weight: 14, arbitrary: one(receive) },
  { weight: 16, arbitrary: one(run) },
  { weight: 6, arbitrary: handle },
  { weight: 3, arbitrary: race },
  { weight: 3, arbitrary: one(fail) },
  { weight: 4, arbitrary: troubled },
  { weight: 1, arbitrary: one(outage) },
  { weight: 1, arbitrary: one(lose) },
  { weight: 2, arbitrary: sweep },
  { weight: 1, arbitrary: disturbance },
);

const finish: fc.Arbitrary<Finish> = fc.record({
  order: fc.array(fc.nat(9), { maxLength: 12 }),
  atOnce: fc.integer({ min: 1, max: 10 }),
});

/** Random programs. Most of what happens, happens to one name: different names never meet. */
export const program: fc.Arbitrary<Program> = fc
  .tuple(fc.array(part, { maxLength: 30, size: "max" }), finish)
  .map(([parts, end]) => ({ steps: parts.flat(), finish: end }));
