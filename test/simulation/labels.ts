import type { RecordSummary } from "../../src/domain/model/backup-record.ts";
import type { ParameterVersion } from "../../src/domain/model/parameter-version.ts";
import { startOfSecond } from "../../src/domain/model/time.ts";
import type { Fact } from "./truth.ts";

const version = (number: number, at: number): string => `version ${number} of ${at}`;
const deletion = (at: number): string => `deletion of ${startOfSecond(at)}`;

/** What a name's state is called when nothing is known of it. */
export const NOTHING = "nothing";

/** What a fact is called in comparisons and reports. The same for a record of it: {@link labelOfRecord}. */
export const labelOf = (fact: Fact | undefined): string => {
  if (fact === undefined) return NOTHING;
  return fact.kind === "version" ? version(fact.version, fact.at) : deletion(fact.at);
};

/** What a record is called in comparisons and reports. */
export const labelOfRecord = (record: RecordSummary | undefined): string => {
  if (record === undefined) return NOTHING;
  return record._tag === "Version" ? version(record.version, record.modifiedAt) : deletion(record.deletedAt);
};

/** What a version that Parameter Store answered with is called. */
export const labelOfLive = (live: ParameterVersion): string => version(live.version, live.modifiedAt);
