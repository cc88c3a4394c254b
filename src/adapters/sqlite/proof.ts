import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import type { Row, SqlValue } from "./connection.ts";

/** Sums over records, in any order. Sums let a record come in between others without reading those again. */
export interface Totals {
  readonly records: number;
  readonly checksums: number;
  /** Of what orders the records. Without it a damaged entry of the index could stand in the wrong place, unseen. */
  readonly positions: number;
}

/** What is to be found of a name, and which name follows it: between the two there is none. */
export interface Proof extends Totals {
  readonly name: string;
  /** {@link NO_NAME} after the last one. */
  readonly next: string;
}

/** Stands before all names, and after them. */
export const NO_NAME = "";

/** The columns of a proof, in the order of {@link toProofRow}. */
export const PROOF_COLUMNS = ["name", "next", "records", "checksums", "positions", "checksum"] as const;

/** A prime, so that no flipped bit leaves the remainder as it was, and small enough for a million records. */
const MODULUS = 2 ** 31 - 1;

const ORDER_COLUMNS = ["at", "rank", "time", "version", "labelled"] as const;

/** {@link totalsOf} in SQL, from the index alone. */
export const TOTALS_SQL = `count(*) AS records, coalesce(sum(checksum), 0) AS checksums,
  coalesce(sum(${ORDER_COLUMNS.map((column) => `${column} % ${MODULUS}`).join(" + ")}), 0) AS positions`;

const positionOf = (row: Row): number =>
  ORDER_COLUMNS.reduce((sum, column) => sum + (Number(row[column]) % MODULUS), 0);

/** The totals of rows that hold summaries. */
export const totalsOf = (rows: ReadonlyArray<Row>): Totals => ({
  records: rows.length,
  checksums: rows.reduce((sum, row) => sum + Number(row["checksum"]), 0),
  positions: rows.reduce((sum, row) => sum + positionOf(row), 0),
});

/** Of a name of which nothing is kept. */
export const NOTHING: Totals = { records: 0, checksums: 0, positions: 0 };

/** Both together. */
export const added = (a: Totals, b: Totals): Totals => ({
  records: a.records + b.records,
  checksums: a.checksums + b.checksums,
  positions: a.positions + b.positions,
});

/** Whether `found` is exactly what is to be found. */
export const isWhole = (expected: Totals, found: Totals): boolean =>
  expected.records === found.records &&
  expected.checksums === found.checksums &&
  expected.positions === found.positions;

const TotalsRow = t.type({
  ...{ records: t.number, checksums: t.number, positions: t.number },
  newest: t.union([t.number, t.null]),
  head: t.union([t.number, t.null]),
});
const ProofRow = t.intersection([
  t.type({ name: t.string, next: t.string, checksum: t.number }),
  t.type({ records: t.Int, checksums: t.Int, positions: t.Int }),
]);

const proofChecksum = ({ name, next, records, checksums, positions }: Proof): number =>
  crc32(JSON.stringify([name, next, records, checksums, positions]));

/** The row of a proof, in the order of {@link PROOF_COLUMNS}. */
export const toProofRow = (proof: Proof): SqlValue[] => [
  ...[proof.name, proof.next, proof.records, proof.checksums, proof.positions],
  proofChecksum(proof),
];

/** Reads a row of {@link PROOF_COLUMNS}; `undefined` for one whose checksum does not fit. */
export const fromProofRow = (row: Row): Proof | undefined =>
  pipe(
    ProofRow.decode(row),
    E.fold(
      () => undefined,
      ({ checksum, ...proof }) => (proofChecksum(proof) === checksum ? proof : undefined),
    ),
  );

/** When the newest record at an instant became true, and the newest of all that is no relabelling. */
export interface NewestTimes {
  readonly newest: number | null;
  readonly head: number | null;
}

/** Reads a row of {@link TOTALS_SQL} with {@link NewestTimes}; `undefined` for one that holds no sums. */
export const fromTotalsRow = (row: Row): (Totals & NewestTimes) | undefined =>
  pipe(
    TotalsRow.decode(row),
    E.getOrElseW(() => undefined),
  );

/** Whether `key`, a name or not, lies at the proof's name or between it and the next one. */
export const covers = ({ name, next }: Proof, key: string): boolean => name <= key && (next === NO_NAME || key < next);
