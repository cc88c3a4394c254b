import { pipe } from "fp-ts/lib/function.js";
import * as O from "fp-ts/lib/Option.js";
import type { Task } from "fp-ts/lib/Task.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import {
  type BackupRecord,
  isVersion,
  type RecordSummary,
  type VersionRecord,
  type VersionSummary,
} from "../../domain/model/backup-record.ts";
import { type LiveHistory, newestOf, type ParameterTags } from "../../domain/model/parameter-version.ts";
import type { BackupStore } from "../../ports/backup-store.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { guarded } from "../catch-throws.ts";

/** What reading tags needs of the outside. */
export interface TagDependencies {
  readonly source: ParameterSource;
  readonly store: BackupStore;
  readonly logger: Logger;
}

/** `None`: nobody knows them. */
type KnownTags = O.Option<ParameterTags>;

type Failed = { readonly _tag: string; readonly message: string };

/** The version that a record tells of, whatever its labels. */
const versionKeyOf = ({ version, modifiedAt }: Pick<VersionSummary, "version" | "modifiedAt">): string =>
  `${version} ${modifiedAt}`;

const withKnown = (record: VersionRecord, tags: KnownTags): VersionRecord =>
  O.isNone(tags) ? record : { ...record, attributes: { ...record.attributes, tags: tags.value } };

/** Reads tags once for a version; a failure is told, and then they are not known. */
const readOnce =
  ({ logger }: TagDependencies, version: VersionSummary, read: () => TE.TaskEither<Failed, KnownTags>) =>
  (): Promise<KnownTags> =>
    pipe(
      guarded(() => read()()),
      TE.getOrElse(({ _tag, message }): Task<KnownTags> => {
        const fields = { name: version.name, version: version.version, reason: _tag, detail: message };
        logger.warn("kept without its tags, since they could not be read", fields);
        return async () => O.none;
      }),
    )();

/**
 * Adds to the newest living version among records that are to be kept, and to its relabellings, the tags that its
 * parameter has now; one call, and none where that version is not among them. A relabelling of an older version has
 * those that are kept of it. Tags that can't be read are not known: a version is never lost for want of them. The
 * reasons are in docs/decisions/0008-tags.md.
 *
 * @param kept What is known to be kept of the name.
 */
export const withTags =
  (
    dependencies: TagDependencies,
    records: ReadonlyArray<BackupRecord>,
    live: O.Option<LiveHistory>,
    kept: ReadonlyArray<RecordSummary>,
  ): Task<ReadonlyArray<BackupRecord>> =>
  async () => {
    if (O.isNone(live)) return records;
    const newest = versionKeyOf(newestOf(live.value));
    const known = new Map<string, Promise<KnownTags>>();
    const keptVersionOf = (record: VersionRecord): VersionSummary | undefined =>
      kept.filter(isVersion).find((other) => versionKeyOf(other) === versionKeyOf(record));
    const tagsOf = (record: VersionRecord): Promise<KnownTags> => {
      const key = versionKeyOf(record);
      const own = keptVersionOf(record);
      const read = (): Promise<KnownTags> => {
        if (key === newest) return readOnce(dependencies, record, () => dependencies.source.tags(record.name))();
        if (own === undefined) return Promise.resolve(O.none);
        return readOnce(dependencies, record, () =>
          pipe(
            dependencies.store.load(own),
            TE.map(({ attributes }) => O.fromNullable(attributes.tags)),
          ),
        )();
      };
      const tags = known.get(key) ?? read();
      known.set(key, tags);
      return tags;
    };
    return Promise.all(
      records.map(async (record) => (record._tag === "Version" ? withKnown(record, await tagsOf(record)) : record)),
    );
  };
