import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { LabelTime, Rank } from "../model/backup-record.ts";
import { type DecodeError, fromValidation } from "../model/decode-error.ts";
import { ParameterNameFromString } from "../model/parameter-name.ts";
import { ParameterType } from "../model/parameter-version.ts";
import { ATTRIBUTES } from "./parameter-state.ts";

/** A record in the store, as a plan names it: enough to load it. */
const PlannedRecord = t.intersection([
  t.type({
    _tag: t.literal("Version"),
    name: ParameterNameFromString,
    version: t.number,
    modifiedAt: t.number,
    type: ParameterType,
    at: t.number,
    rank: Rank,
  }),
  t.partial({ modifiedBy: t.string, labelledAt: LabelTime }),
]);

const Attribute = t.keyof(
  Object.fromEntries(ATTRIBUTES.map((name) => [name, null])) as Record<(typeof ATTRIBUTES)[number], null>,
);

const Difference = t.readonly(
  t.intersection([t.type({ attribute: Attribute }), t.partial({ is: t.string, was: t.string })]),
);

/** What is to be done about one name. `Unreadable`: nothing can be decided, the row's note says why. */
export const RestoreAction = t.keyof({ Create: null, Update: null, Delete: null, Keep: null, Unreadable: null });
export type RestoreAction = t.TypeOf<typeof RestoreAction>;

/** One name of a plan. */
export const RestoreRow = t.readonly(
  t.intersection([
    t.type({
      /** The parameter that is written; in another path than its record where one was asked for. */
      name: ParameterNameFromString,
      action: RestoreAction,
      differences: t.readonlyArray(Difference),
      /** For people; quote no value. */
      notes: t.readonlyArray(t.string),
    }),
    t.partial({
      /** What it is: the live version that the row was decided on. Absent when the parameter does not exist. */
      live: t.readonly(t.type({ version: t.number, modifiedAt: t.number })),
      /** What it was: the record at the instant. Absent when it did not exist, or is as it was. */
      record: PlannedRecord,
      /** Whether it came into being after the instant. */
      newSince: t.boolean,
    }),
  ]),
  "RestoreRow",
);
export type RestoreRow = t.TypeOf<typeof RestoreRow>;

/**
 * Which store and Parameter Store a plan is for, as their URLs, and the AWS region that was set; of a store that keeps
 * several accounts, the account, and its region.
 */
export const RestoreOrigin = t.readonly(
  t.intersection([t.type({ store: t.string, source: t.string, region: t.string }), t.partial({ account: t.string })]),
  "RestoreOrigin",
);
export type RestoreOrigin = t.TypeOf<typeof RestoreOrigin>;

/** A restore before it is done: plain data, ordered by name. */
export const RestorePlan = t.readonly(
  t.type({
    format: t.literal(1),
    /** Milliseconds since the epoch. */
    plannedAt: t.number,
    instant: t.number,
    origin: RestoreOrigin,
    allowRecreate: t.boolean,
    rows: t.readonlyArray(RestoreRow),
    /** Digest of all the rest: a plan that was edited is not applied. */
    integrity: t.string,
  }),
  "RestorePlan",
);
export type RestorePlan = t.TypeOf<typeof RestorePlan>;

/** A plan as it is before it is sealed. */
export type UnsealedPlan = Omit<RestorePlan, "integrity">;

const canonical = (input: unknown): unknown => {
  if (Array.isArray(input)) return input.map(canonical);
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, canonical(value)]),
  );
};

/** The text that a plan's digest is made of: whatever the order of its keys, and without the digest itself. */
export const sealedText = (plan: UnsealedPlan): string => {
  const { integrity: _seal, ...rest }: UnsealedPlan & { readonly integrity?: string } = plan;
  return JSON.stringify(canonical(rest));
};

/** Reads a plan back from JSON that was parsed. */
export const decodeRestorePlan = (input: unknown): E.Either<DecodeError, RestorePlan> =>
  pipe(
    RestorePlan.decode(input),
    E.mapLeft((errors) => fromValidation("restore plan", errors)),
  );

/** How many names of a plan each action is for. */
export const countActions = (plan: Pick<RestorePlan, "rows">): Readonly<Record<RestoreAction, number>> => {
  const counts = { Create: 0, Update: 0, Delete: 0, Keep: 0, Unreadable: 0 };
  for (const { action } of plan.rows) counts[action] += 1;
  return counts;
};
