import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type DecodeError, fromValidation } from "../model/decode-error.ts";
import { EventId, VersionNumber } from "../model/fact.ts";
import { ParameterNameFromString } from "../model/parameter-name.ts";
import { ParameterType } from "../model/parameter-version.ts";
import { Time } from "../model/time.ts";
import { ATTRIBUTES } from "./parameter-state.ts";

/** A stored version as a plan names it: enough for any process to load the version. */
const PlannedVersion = t.readonly(
  t.intersection([
    t.type({ _tag: t.literal("Version"), name: ParameterNameFromString, modifiedAt: Time, type: ParameterType }),
    t.partial({ version: VersionNumber, modifiedBy: t.string, reference: t.string }),
  ]),
);

const PlannedLabelChange = t.readonly(
  t.intersection([
    t.type({
      _tag: t.literal("LabelChange"),
      name: ParameterNameFromString,
      at: Time,
      eventId: EventId,
      label: t.string,
      toVersion: VersionNumber,
    }),
    t.partial({ fromVersion: VersionNumber }),
  ]),
);

const Attribute = t.keyof(
  Object.fromEntries(ATTRIBUTES.map((name) => [name, null])) as Record<(typeof ATTRIBUTES)[number], null>,
);

const Difference = t.readonly(
  t.intersection([t.type({ attribute: Attribute }), t.partial({ is: t.string, was: t.string })]),
);

/**
 * The action for one name. `Nothing`: the name needs no write, or is left alone. `Unreadable`: the planning could not
 * decide; the row's note says why.
 */
export const RestoreAction = t.keyof({ Create: null, Update: null, Delete: null, Nothing: null, Unreadable: null });
export type RestoreAction = t.TypeOf<typeof RestoreAction>;

/** One name of a plan. */
export const RestoreRow = t.readonly(
  t.intersection([
    t.type({
      /**
       * The name of the parameter to write. The path differs from the path of `version` when the user asked for another
       * path.
       */
      name: ParameterNameFromString,
      action: RestoreAction,
      differences: t.readonlyArray(Difference),
      /** For people; quote no value. */
      notes: t.readonlyArray(t.string),
    }),
    t.partial({
      /** The present state: the live version when the row was planned. Absent: the parameter does not exist. */
      live: t.readonly(t.type({ version: t.number, modifiedAt: t.number })),
      /**
       * The wanted state: the stored version of the instant. Absent: the parameter did not exist, or has not changed.
       */
      version: PlannedVersion,
      /**
       * Label changes of the version's incarnation. The labels of the instant follow from these changes. Absent: none
       * are known.
       */
      labelChanges: t.readonlyArray(PlannedLabelChange),
      /** Whether the parameter came into being after the instant. */
      newSince: t.boolean,
    }),
  ]),
  "RestoreRow",
);
export type RestoreRow = t.TypeOf<typeof RestoreRow>;

/**
 * The store and the Parameter Store of a plan, as URLs, and the AWS region. For a store of several accounts also the
 * account; `region` is then the account's region.
 */
export const RestoreOrigin = t.readonly(
  t.intersection([t.type({ store: t.string, source: t.string, region: t.string }), t.partial({ account: t.string })]),
  "RestoreOrigin",
);
export type RestoreOrigin = t.TypeOf<typeof RestoreOrigin>;

/** The format of plans in this version of ssmbak. */
export const PLAN_FORMAT = 2;

/** A restore before it is done: plain data, ordered by name. */
export const RestorePlan = t.readonly(
  t.type({
    format: t.literal(PLAN_FORMAT),
    /** Milliseconds since the epoch. */
    plannedAt: t.number,
    /** Milliseconds since the epoch. */
    instant: t.number,
    origin: RestoreOrigin,
    allowRecreate: t.boolean,
    rows: t.readonlyArray(RestoreRow),
    /** Digest of all other fields: a plan that was edited is not applied. */
    integrity: t.string,
  }),
  "RestorePlan",
);
export type RestorePlan = t.TypeOf<typeof RestorePlan>;

/** A plan before its digest is added. */
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

/** The text for a plan's digest. The order of keys does not matter, and the digest itself is left out. */
export const sealedText = (plan: UnsealedPlan): string => {
  const { integrity: _seal, ...rest }: UnsealedPlan & { readonly integrity?: string } = plan;
  return JSON.stringify(canonical(rest));
};

/** Reads a plan from parsed JSON. A plan of another format is refused like any other wrong input. */
export const decodeRestorePlan = (input: unknown): E.Either<DecodeError, RestorePlan> =>
  pipe(
    RestorePlan.decode(input),
    E.mapLeft((errors) => fromValidation("restore plan", errors)),
  );

/** How many names of a plan each action is for. */
export const countActions = (plan: Pick<RestorePlan, "rows">): Readonly<Record<RestoreAction, number>> => {
  const counts = { Create: 0, Update: 0, Delete: 0, Nothing: 0, Unreadable: 0 };
  for (const { action } of plan.rows) counts[action] += 1;
  return counts;
};
