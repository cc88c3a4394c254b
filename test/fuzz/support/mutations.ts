import fc from "fast-check";
import { type Place, placesIn } from "../../support/canary.ts";
import { wrongKey, wrongThing } from "./wrong-things.ts";

const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === "object" && input !== null && !Array.isArray(input);

const entriesOf = (document: unknown): ReadonlyArray<readonly [string, unknown]> =>
  typeof document === "object" && document !== null ? Object.entries(document) : [];

/** Rebuilds a document along a place; `change` gets what lies there, and `undefined` from it means: take it out. */
const changedAt = (document: unknown, [key, ...rest]: Place, change: (part: unknown) => unknown): unknown => {
  if (key === undefined) return change(document);
  const parts = entriesOf(document).flatMap(([name, part]) => {
    const now = name === key ? changedAt(part, rest, change) : part;
    return now === undefined ? [] : [[name, now] as const];
  });
  // Unlike a literal, this makes own properties also of `__proto__`.
  return Array.isArray(document) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
};

const added = (part: unknown, key: string, thing: unknown): unknown => {
  if (Array.isArray(part)) return [...part, thing];
  return isObject(part) ? Object.fromEntries([...Object.entries(part), [key, thing]]) : thing;
};

const doubled = (part: unknown): unknown => (Array.isArray(part) ? [...part, ...part] : part);

type Change =
  | { readonly does: "replace" | "add"; readonly thing: unknown; readonly key: string }
  | { readonly does: "remove" | "double" };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constantFrom("replace", "add"), thing: wrongThing, key: wrongKey }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("remove", "double") }) },
);

const apply = (step: Change, part: unknown): unknown => {
  switch (step.does) {
    case "replace":
      return step.thing;
    case "add":
      return added(part, step.key, step.thing);
    case "remove":
      return undefined;
    case "double":
      return doubled(part);
  }
};

/** Places of a document that may hold free text: ids and the like, which are printed as they are. */
export type MaySpeak = (place: Place) => boolean;

const mutatedOnce = (document: unknown, maySpeak: MaySpeak): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...placesIn(document)), change).map(([place, step]) => {
    const isText = "thing" in step && typeof step.thing === "string";
    return isText && maySpeak(place) ? document : changedAt(document, place, (part) => apply(step, part));
  });

/**
 * A valid document with one to three things wrong with it: parts that are missing, doubled, of another type, much too
 * large or deep, or beside keys that objects inherit. `undefined` when the whole document is taken away.
 */
export const mutated = (document: unknown, maySpeak: MaySpeak = () => false): fc.Arbitrary<unknown> => {
  const again = (count: number): fc.Arbitrary<unknown> =>
    count === 0
      ? fc.constant(document)
      : again(count - 1).chain((before) =>
          before === undefined ? fc.constant(before) : mutatedOnce(before, maySpeak),
        );
  return fc.integer({ min: 1, max: 3 }).chain(again);
};

/** A text with something cut out, put in, repeated or turned around: what mutating a document can't make of it. */
export const scrambled = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat(text.length),
      fc.nat(text.length),
      fc.constantFrom("cut", "end", "repeat", "turn", "\\", '"', "\0", "{"),
    )
    .map(([a, b, how]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const part = text.slice(from, to);
      switch (how) {
        case "cut":
          return text.slice(0, from) + text.slice(to);
        case "end":
          return text.slice(0, from);
        case "repeat":
          return text.slice(0, to) + part + text.slice(to);
        case "turn":
          return text.slice(0, from) + [...part].toReversed().join("") + text.slice(to);
        default:
          return text.slice(0, from) + how + text.slice(from);
      }
    });
