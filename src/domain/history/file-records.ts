import {
  identityOf,
  isDiscovery,
  isTombstone,
  type RecordSummary,
  type Tombstone,
  type VersionRecord,
} from "../model/backup-record.ts";
import { toHistory } from "./history.ts";
import { type Additions, inLikeliestOrder } from "./likeliest-order.ts";
import { positionsIn } from "./positions.ts";

/** Records that are to be kept, each at its position. */
export interface Filed {
  readonly versions: ReadonlyArray<VersionRecord>;
  readonly deletions: ReadonlyArray<Tombstone>;
}

/** What is to be filed: versions that are new, and deletions that may be kept already. */
export interface Unfiled extends Filed, Pick<Additions, "root" | "seenSince"> {}

/**
 * Whether a kept deletion is the one that an event told of. One that is kept without its event's id may be any of its
 * second; one that was discovered is no event's.
 */
export const isSameDeletion = (known: RecordSummary, { deletedAt, announcedBy }: Tombstone): boolean =>
  isTombstone(known) &&
  known.deletedAt === deletedAt &&
  (known.announcedBy === undefined ? !isDiscovery(known) : known.announcedBy.eventId === announcedBy?.eventId);

const place = (kept: ReadonlyArray<RecordSummary>, unfiled: Unfiled): Filed & { readonly unseen: number } => {
  const deletions = toHistory(
    unfiled.deletions.filter((deletion) => !kept.some((record) => isSameDeletion(record, deletion))),
  );
  const { order, unseen } = inLikeliestOrder(kept, { ...unfiled, deletions });
  const positions = positionsIn(order, new Set(kept));
  return {
    versions: unfiled.versions.map((record) => ({ ...record, ...positions.get(record) })),
    deletions: deletions.map((record) => ({ ...record, ...positions.get(record) })),
    unseen,
  };
};

/**
 * Decides on the positions of what is new beside what is kept, in the order in which it most likely happened.
 *
 * @param tried Identities of what an earlier attempt tried to append. A store that can't append to a head atomically may
 * hold deletions of it, in places that were decided on less: they are decided again where that tells a simpler story.
 */
export const fileRecords = (
  kept: ReadonlyArray<RecordSummary>,
  tried: ReadonlySet<string>,
  unfiled: Unfiled,
): Filed => {
  const filed = place(kept, unfiled);
  const certain = kept.filter((record) => !(isTombstone(record) && tried.has(identityOf(record))));
  if (certain.length === kept.length) return filed;
  const anew = place([...certain, ...filed.versions], { ...unfiled, versions: [] });
  return anew.unseen < filed.unseen ? { ...filed, deletions: anew.deletions } : filed;
};
