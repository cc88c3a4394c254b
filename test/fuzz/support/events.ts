import { readFileSync } from "node:fs";
import fc from "fast-check";
import { changeEnvelope, sqsEvent } from "../../../src/testing/builders.ts";
import type { Place } from "../../support/canary.ts";
import { CANARY } from "./canary.ts";
import { mutated, scrambled } from "./mutations.ts";
import { wrongThing } from "./wrong-things.ts";

const fixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/events/${file}`, import.meta.url), "utf8"));

/** Real events, one of every kind. */
const ENVELOPES: ReadonlyArray<unknown> = [
  fixture("eventbridge-create-top-level.json"),
  fixture("eventbridge-delete.json"),
  fixture("eventbridge-label.json"),
  fixture("eventbridge-policy-expiration.json"),
  changeEnvelope({ description: "described" }),
];

/** Ids are printed as they are: they tell which event it was. */
const isId = (place: Place): boolean => place.at(-1) === "id" || place.at(-1) === "messageId";

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A cut may leave `"id":` right before something else. */
const hasWrongId = (text: string): boolean => {
  const event = parsed(text);
  return typeof event === "object" && event !== null && "id" in event && event.id === CANARY;
};

const envelope = fc.constantFrom(...ENVELOPES).chain((valid) => mutated(valid, isId));

/** Texts that nest deeper than recursion goes. */
const bottomless = fc
  .constantFrom(["[", "]"], ['{"a":', "}"])
  .map(([open = "", close = ""]) => `${open.repeat(50_000)}1${close.repeat(50_000)}`);

/** Texts for the body of a message, nearly all of them wrong. */
export const messageText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: envelope.map((event) => JSON.stringify(event) ?? "") },
  {
    weight: 3,
    arbitrary: envelope.chain((event) => scrambled(JSON.stringify(event) ?? "")).filter((text) => !hasWrongId(text)),
  },
  { weight: 1, arbitrary: wrongThing.map((thing) => JSON.stringify(thing) ?? "") },
  { weight: 1, arbitrary: bottomless },
);

/** Bodies: such texts, or no text at all. */
export const messageBody: fc.Arbitrary<unknown> = fc.oneof({ weight: 5, arbitrary: messageText }, wrongThing);

/** Whole SQS events, wrong anywhere. */
export const queueEvent: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: mutated(fixture("sqs-update-securestring.json"), isId) },
  { weight: 5, arbitrary: mutated(sqsEvent(ENVELOPES), isId) },
  { weight: 1, arbitrary: wrongThing },
  { weight: 1, arbitrary: fc.constantFrom(undefined, Number.NaN, 1n, new Date(0), new Map([["Records", []]])) },
);
