import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { type DecodeError, decodeError, fromValidation } from "./decode-error.ts";
import { EventId, type Fact, VersionNumber } from "./fact.ts";
import { StorableName } from "./parameter-name.ts";
import { ParameterAttributes, ParameterType } from "./parameter-version.ts";
import { Secret } from "./secret.ts";
import { Time } from "./time.ts";

const VersionJson = t.exact(
  t.intersection([
    t.type({
      _tag: t.literal("Version"),
      name: StorableName,
      modifiedAt: Time,
      type: ParameterType,
      value: t.string,
      attributes: ParameterAttributes,
    }),
    t.partial({ version: VersionNumber, modifiedBy: t.string }),
  ]),
);

const SourceJson = t.union([
  t.type({ _tag: t.literal("Event"), eventId: EventId, operation: t.keyof({ Delete: null, Expiration: null }) }),
  t.type({ _tag: t.literal("Sweep") }),
  t.type({ _tag: t.literal("Marker"), versionId: t.string }),
]);

const DeletionJson = t.exact(
  t.intersection([
    t.type({ _tag: t.literal("Deletion"), name: StorableName, at: Time, source: SourceJson }),
    t.partial({ aliveSince: Time }),
  ]),
);

const LabelChangeJson = t.exact(
  t.intersection([
    t.type({
      _tag: t.literal("LabelChange"),
      name: StorableName,
      at: Time,
      eventId: EventId,
      label: t.string,
      toVersion: VersionNumber,
    }),
    t.partial({ fromVersion: VersionNumber }),
  ]),
);

const FactJson = t.union([VersionJson, DeletionJson, LabelChangeJson], "fact");

/**
 * Writes a fact as JSON, with a version's value in plain text: for the way into a store, and for nothing else. The store's
 * own `reference` is left out.
 */
export const factToJson = (fact: Fact): string => {
  if (fact._tag !== "Version") return JSON.stringify(fact);
  const { reference: _, value, ...others } = fact;
  return JSON.stringify({ ...others, value: value.reveal() });
};

/** Reads the JSON of {@link factToJson}. `Left` names each problem and its path, and quotes nothing. */
export const factFromJson = (text: string): E.Either<DecodeError, Fact> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => decodeError("fact", [{ path: "", expected: "JSON" }]),
    ),
    E.chain((json) => E.mapLeft((errors: t.Errors) => fromValidation("fact", errors))(FactJson.decode(json))),
    E.map((fact): Fact => (fact._tag === "Version" ? { ...fact, value: Secret.of(fact.value) } : fact)),
  );
