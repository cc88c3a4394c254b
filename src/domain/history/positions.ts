import {
  isTombstone,
  isVersion,
  type Position,
  type RecordSummary,
  type VersionSummary,
} from "../model/backup-record.ts";
import { endOfSecond, sameSecond } from "../model/time.ts";

const comparePositions = (a: Position, b: Position): number => a.at - b.at || a.rank - b.rank;

/** The version that follows in an order, and whether it has its position for good. */
interface Next {
  readonly version: VersionSummary;
  readonly isKept: boolean;
}

/**
 * A version stands at its own time; a deletion right before the version that was created in its second, or else at the
 * end of that.
 */
const ownPosition = (record: RecordSummary, next: Next | undefined): Position => {
  if (record._tag === "Version") return { at: record.modifiedAt, rank: 0 };
  const isReplaced = next !== undefined && sameSecond(next.version.modifiedAt, record.deletedAt);
  return isReplaced && next.version.rank < 2
    ? { at: next.version.modifiedAt, rank: -1 }
    : { at: endOfSecond(record.deletedAt), rank: 1 };
};

/** Behind what stands later than it happened: versions at even ranks, with room for a deletion between two lives. */
const behind = (latest: RecordSummary, record: RecordSummary, isParted: boolean): Position => {
  const { at, rank } = latest;
  if (record._tag !== latest._tag) return { at, rank: rank + 1 };
  return { at, rank: isVersion(record) && isParted ? rank + 2 : rank };
};

/** Where several lives stand at one rank there is no room between them: their deletions stand before them all. */
const atMostBefore = (position: Position, next: Next | undefined): Position => {
  if (next === undefined || !next.isKept || comparePositions(position, next.version) < 0) return position;
  const { at, rank } = next.version;
  return { at, rank: rank - 1 };
};

/** Where a record may stand: behind what came before it, and before what is kept of what came after. */
interface Room {
  readonly latest: RecordSummary | undefined;
  /** Whether a life ended since that. */
  readonly isParted: boolean;
  readonly next: Next | undefined;
  /** The earliest kept position behind. */
  readonly end: Position | undefined;
}

const positionOf = (record: RecordSummary, { latest, isParted, next, end }: Room): Position => {
  const own = ownPosition(record, next);
  const isBehind = latest === undefined || latest.rank < 1 || comparePositions(own, latest) > 0;
  const position = isBehind ? own : behind(latest, record, isParted);
  if (isTombstone(record)) return atMostBefore(position, next);
  const isHidden = end !== undefined && comparePositions(end, position) <= 0 && comparePositions(own, end) < 0;
  return isHidden ? own : position;
};

/** The positions of records that stand in their true order; those that are `kept` have theirs for good. */
export const positionsIn = (
  order: ReadonlyArray<RecordSummary>,
  kept: ReadonlySet<RecordSummary>,
): ReadonlyMap<RecordSummary, Position> => {
  const rooms = roomsBehind(order, kept);
  const positions = new Map<RecordSummary, Position>();
  let latest: RecordSummary | undefined;
  let newest: VersionSummary | undefined;
  let isParted = false;
  for (const record of order) {
    isParted ||= isTombstone(record) || (newest !== undefined && record.version <= newest.version);
    const { next, end } = rooms.get(record) ?? { next: undefined, end: undefined };
    const { at, rank } = kept.has(record) ? record : positionOf(record, { latest, isParted, next, end });
    positions.set(record, { at, rank });
    if (isVersion(record)) newest = record;
    if (latest === undefined || comparePositions(latest, { at, rank }) <= 0) {
      latest = { ...record, at, rank };
      isParted = isTombstone(record);
    }
  }
  return positions;
};

const roomsBehind = (
  order: ReadonlyArray<RecordSummary>,
  kept: ReadonlySet<RecordSummary>,
): ReadonlyMap<RecordSummary, Pick<Room, "next" | "end">> => {
  const rooms = new Map<RecordSummary, Pick<Room, "next" | "end">>();
  let next: Next | undefined;
  let end: Position | undefined;
  for (const record of order.toReversed()) {
    rooms.set(record, { next, end });
    const isKept = kept.has(record);
    if (isVersion(record)) next = { version: record, isKept };
    if (isKept && (end === undefined || comparePositions(record, end) < 0)) end = record;
  }
  return rooms;
};
