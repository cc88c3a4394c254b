import { type FactSummary, isVersion, type VersionSummary } from "../../src/domain/model/fact.ts";
import type { ParameterVersion } from "../../src/domain/model/parameter-version.ts";
import type { TrueDeletion, TrueFact } from "./truth.ts";

const version = (number: number | undefined, at: number): string => `version ${number} of ${at}`;

/** What a deletion that really happened is called: by its event, as the deletion that is stored of it. */
const deletion = (eventId: string): string => `deletion of event ${eventId}`;

/** What a name's state is called when nothing is known of it. */
const NOTHING = "nothing";

/** What a true fact is called in comparisons and reports. The same for what is stored of it: {@link labelOfStored}. */
export const labelOf = (fact: TrueFact | undefined): string => {
  if (fact === undefined) return NOTHING;
  return fact.kind === "version" ? version(fact.version, fact.at) : deletion(fact.message.eventId);
};

/** What a stored fact is called in comparisons and reports. */
export const labelOfStored = (fact: FactSummary): string => {
  if (isVersion(fact)) return version(fact.version, fact.modifiedAt);
  if (fact._tag === "LabelChange") return `label change of event ${fact.eventId}`;
  switch (fact.source._tag) {
    case "Event":
      return deletion(fact.source.eventId);
    case "Sweep":
      return `deletion found by a sweep at ${fact.at}`;
    case "Marker":
      return `delete marker ${fact.source.versionId} of ${fact.at}`;
  }
};

/** What a version that Parameter Store answered with is called. */
export const labelOfLive = (live: ParameterVersion | VersionSummary): string => version(live.version, live.modifiedAt);

/** Whether a true fact is a deletion. */
export const isTrueDeletion = (fact: TrueFact): fact is TrueDeletion => fact.kind === "deletion";
