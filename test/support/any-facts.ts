import fc from "fast-check";
import { type Deletion, type FactSummary, identityOf } from "../../src/domain/model/fact.ts";
import { deleted, found, marker, moved, unnumbered, version } from "./facts.ts";

/** The last millisecond of the time in which generated facts lie: seven seconds, so that many share one. */
export const LATEST = 6_999;

const time = fc.oneof(
  fc.nat(LATEST),
  fc.nat(Math.floor(LATEST / 100)).map((tenths) => tenths * 100),
);
const second = fc.nat(6);
const eventId = fc.constantFrom("a", "b", "c");
const number = fc.integer({ min: 1, max: 5 });
const evidence = fc.option(time, { nil: undefined, freq: 2 });

const anyVersion = fc
  .tuple(fc.option(number, { nil: undefined, freq: 8 }), time)
  .map(([of, at]): FactSummary => (of === undefined ? unnumbered(at) : version(of, at)));

/** A deletion of an event, of a sweep or of a bare marker, with or without evidence. */
export const anyDeletion: fc.Arbitrary<Deletion> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(second, eventId, evidence).map((given) => deleted(...given)) },
  { weight: 2, arbitrary: fc.tuple(time, evidence).map((given) => found(...given)) },
  { weight: 1, arbitrary: fc.tuple(time, eventId, evidence).map(([at, id, alive]) => marker(at, `${id}${at}`, alive)) },
);

const anyLabelChange = fc
  .tuple(second, number, fc.option(number, { nil: undefined }), fc.constantFrom("x", "y", "z"))
  .map((given): FactSummary => moved(...given));

/** Facts of one name, each identity once: at most 8 versions, 4 deletions and 3 label changes. */
export const anyFacts: fc.Arbitrary<ReadonlyArray<FactSummary>> = fc
  .tuple(
    fc.array(anyVersion, { maxLength: 8 }),
    fc.array(anyDeletion, { maxLength: 4 }),
    fc.array(anyLabelChange, { maxLength: 3 }),
  )
  .map((facts) => [...new Map(facts.flat().map((fact) => [identityOf(fact), fact])).values()]);
