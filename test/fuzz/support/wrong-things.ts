import fc from "fast-check";
import { CANARY } from "./canary.ts";

/** Keys that every object has, or that change what an object is. */
const HAUNTED_KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "length",
  "then",
  "toJSON",
];

/** Texts that break what reads them carelessly: marks of direction, halves of characters, line ends, markup, NUL. */
const ODD_TEXTS = [
  "",
  " ",
  "\0",
  "\ud83d",
  "\u202e\u2066\u2028\u200f",
  "\r\n\t\u001b[31m",
  "Ünïcödé 名前 👩‍👩‍👧",
  "NaN",
  "-0",
  "1e400",
  "0x10",
  "null",
  "../../etc/passwd",
  "%00%2f",
  "{{ssm:x}}",
  "'; DROP TABLE facts; --",
  "<Error><Code>x</Code></Error>",
];

const deep = (depth: number, leaf: unknown): unknown =>
  Array.from({ length: depth }).reduce((inner: unknown, _, index) => (index % 2 === 0 ? [inner] : { a: inner }), leaf);

const haunted = (thing: unknown): fc.Arbitrary<unknown> =>
  fc
    .constantFrom(...HAUNTED_KEYS)
    // JSON.parse makes an own property of `__proto__`; an object literal would not.
    .map((key): unknown => JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify(thing)}}`));

/** Numbers at the edges of what numbers, dates and databases hold. */
export const edgeNumber: fc.Arbitrary<number> = fc.constantFrom(
  0,
  -0,
  -1,
  0.5,
  1e15,
  8.64e15,
  8.64e15 + 1,
  -8.64e15 - 1,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e300,
  Number.MIN_VALUE,
);

/** Texts that are hard to handle; none holds the canary. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("x", "é", "👩").map((char) => char.repeat(5_000)),
  edgeNumber.map(String),
);

/** What may lie where something else belongs, the canary among it, as JSON can hold it. */
export const wrongThing: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(CANARY) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>([CANARY], { [CANARY]: CANARY }, `${CANARY.repeat(200)}`) },
  { weight: 2, arbitrary: haunted(CANARY) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}) },
  { weight: 2, arbitrary: edgeNumber },
  { weight: 2, arbitrary: oddText },
  { weight: 1, arbitrary: fc.constantFrom(50, 500).map((depth) => deep(depth, CANARY)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** Keys to add to an object: haunted ones, and one that is the canary. */
export const wrongKey: fc.Arbitrary<string> = fc.constantFrom(...HAUNTED_KEYS, CANARY, "");
