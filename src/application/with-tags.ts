import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import type { Task } from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { type BackupRecord, identityOf, versionRecord } from "../domain/backup-record.ts";
import { type LiveHistory, newestOf, type ParameterTags } from "../domain/parameter-version.ts";
import type { Logger } from "../ports/logger.ts";
import type { ParameterSource } from "../ports/parameter-source.ts";
import { guarded } from "./guarded.ts";

/** What reading tags needs of the outside. */
export interface TagDependencies {
  readonly source: ParameterSource;
  readonly logger: Logger;
}

/**
 * Adds to the newest living version among records that are to be kept the tags that its parameter has now; one call,
 * and none where that version is not among them. Tags that can't be read are not known: a version is never lost for
 * want of them. The reasons are in docs/decisions/0008-tags.md.
 */
export const withTags = (
  { source, logger }: TagDependencies,
  records: ReadonlyArray<BackupRecord>,
  live: O.Option<LiveHistory>,
): Task<ReadonlyArray<BackupRecord>> => {
  if (O.isNone(live)) return async () => records;
  const newest = newestOf(live.value);
  const identity = identityOf(versionRecord(newest));
  if (!records.some((record) => identityOf(record) === identity)) return async () => records;
  const tagged = (tags: ParameterTags): ReadonlyArray<BackupRecord> =>
    records.map((record) =>
      record._tag === "Version" && identityOf(record) === identity
        ? { ...record, attributes: { ...record.attributes, tags } }
        : record,
    );
  return pipe(
    guarded(() => source.tags(newest.name)()),
    TE.match(
      ({ _tag, message }) => {
        const fields = { name: newest.name, version: newest.version, reason: _tag, detail: message };
        logger.warn("kept without its tags, since they could not be read", fields);
        return records;
      },
      // Gone meanwhile: nobody knows its tags any more.
      O.match(() => records, tagged),
    ),
  );
};
