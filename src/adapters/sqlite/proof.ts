import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import type { Row, SqlValue } from "./connection.ts";

/** Sums over facts, in any order. A late fact is added to the sums without reading the other facts again. */
export interface Sums {
  readonly facts: number;
  readonly checksums: number;
  /** Sum of times and version numbers. Without this sum an index entry in a wrong place would go unnoticed. */
  readonly positions: number;
}

/** Sums, and how many of the facts are deletions and how many are label changes. */
export interface Totals extends Sums {
  readonly deletions: number;
  readonly changes: number;
}

/** The totals that the facts of a key (a name or a minute) must have, and the next key. No key lies between the two. */
export interface Proof extends Totals {
  readonly key: string;
  /** {@link NO_KEY} after the last key. */
  readonly next: string;
}

/** The end of the chain: before the first key, and after the last key. */
export const NO_KEY = "";

/** The columns of a proof, in the order of {@link toProofRow}. */
export const PROOF_COLUMNS = [
  ...["key", "next", "facts", "deletions", "changes", "checksums", "positions"],
  "checksum",
] as const;

/** A prime: every flipped bit changes the remainder. */
const MODULUS = 2 ** 31 - 1;

/** In sums, the number of a version without a number. Far from all numbers of SSM. */
const NO_NUMBER = 1_000_000_007;

/** Sums are taken modulo this number: JavaScript counts exactly up to 2^53 only. */
const LARGEST_SUM = 2 ** 48;

/** {@link totalsOf} in SQL, but for the kinds, from an index alone. */
export const SUMS_SQL = `count(*) AS facts, coalesce(sum(checksum), 0) % ${LARGEST_SUM} AS checksums,
  (coalesce(sum(time % ${MODULUS} + coalesce(number, ${NO_NUMBER}) % ${MODULUS}), 0) % ${LARGEST_SUM} + ${LARGEST_SUM})
    % ${LARGEST_SUM} AS positions`;

/** Of a key without facts. */
export const NOTHING: Totals = { facts: 0, deletions: 0, changes: 0, checksums: 0, positions: 0 };

const summed = (a: number, b: number): number => (a + b + LARGEST_SUM) % LARGEST_SUM;

/** Both together. */
export const added = (a: Totals, b: Totals): Totals => ({
  facts: a.facts + b.facts,
  deletions: a.deletions + b.deletions,
  changes: a.changes + b.changes,
  checksums: summed(a.checksums, b.checksums),
  positions: summed(a.positions, b.positions),
});

const positionOf = (row: Row): number =>
  (Number(row["time"]) % MODULUS) + (Number(row["number"] ?? NO_NUMBER) % MODULUS);

/** The totals of one row. */
export const totalsOfRow = (row: Row): Totals => ({
  facts: 1,
  deletions: Number(row["kind"] === "Deletion"),
  changes: Number(row["kind"] === "LabelChange"),
  checksums: Number(row["checksum"]),
  positions: positionOf(row),
});

/** The totals of rows of summaries. */
export const totalsOf = (rows: ReadonlyArray<Row>): Totals => rows.map(totalsOfRow).reduce(added, NOTHING);

/** How the totals change when a row takes the place of another row with the same identity. */
export const totalsOfChange = (before: Row, after: Row): Totals => ({
  ...NOTHING,
  checksums: Number(after["checksum"]) - Number(before["checksum"]),
});

/** Whether `found` equals the expected sums. Counts of kinds are not compared. */
export const isSame = (expected: Sums, found: Sums): boolean =>
  expected.facts === found.facts && expected.checksums === found.checksums && expected.positions === found.positions;

/** Whether `found` equals the expected totals. */
export const isWhole = (expected: Totals, found: Totals): boolean =>
  isSame(expected, found) && expected.deletions === found.deletions && expected.changes === found.changes;

const sums = { facts: t.number, checksums: t.number, positions: t.number };
const ProofRow = t.type({
  key: t.string,
  next: t.string,
  ...sums,
  deletions: t.number,
  changes: t.number,
  checksum: t.number,
});
const SumsRow = t.type({ ...sums, sought: t.number });
const Kind = t.keyof({ Version: null, Deletion: null, LabelChange: null });
const KindRow = t.type({ kind: Kind, ...sums, sought: t.union([t.number, t.null]) });

const proofChecksum = (proof: Proof): number => {
  const { key, next, facts, deletions, changes, checksums, positions } = proof;
  return crc32(JSON.stringify([key, next, facts, deletions, changes, checksums, positions]));
};

/** The row of a proof, in the order of {@link PROOF_COLUMNS}. */
export const toProofRow = (proof: Proof): SqlValue[] => [
  ...[proof.key, proof.next, proof.facts, proof.deletions, proof.changes, proof.checksums, proof.positions],
  proofChecksum(proof),
];

/** Reads a row of {@link PROOF_COLUMNS}; `undefined` when the row's checksum does not fit. */
export const fromProofRow = (row: Row): Proof | undefined =>
  pipe(
    ProofRow.decode(row),
    E.fold(
      () => undefined,
      ({ checksum, ...proof }) => (proofChecksum(proof) === checksum ? proof : undefined),
    ),
  );

/** Reads a row of {@link SUMS_SQL} with `sought`, a number; `undefined` for a row without sums. */
export const fromSumsRow = (row: Row): t.TypeOf<typeof SumsRow> | undefined =>
  pipe(
    SumsRow.decode(row),
    E.getOrElseW(() => undefined),
  );

/** The totals of a name, and the time of the sought version; `null` when no version fits. */
export interface NameTotals extends Totals {
  readonly sought: number | null;
}

const totalsOfKind = ({ kind, sought: _sought, ...found }: t.TypeOf<typeof KindRow>): Totals => ({
  ...found,
  deletions: kind === "Deletion" ? found.facts : 0,
  changes: kind === "LabelChange" ? found.facts : 0,
});

/** Reads rows of {@link SUMS_SQL} by `kind`, with `sought`; `undefined` when a row holds no sums. */
export const fromKindRows = (rows: ReadonlyArray<Row>): NameTotals | undefined =>
  pipe(
    t.readonlyArray(KindRow).decode(rows),
    E.map((kinds) => ({
      ...kinds.map(totalsOfKind).reduce(added, NOTHING),
      sought: kinds.find(({ kind }) => kind === "Version")?.sought ?? null,
    })),
    E.getOrElseW(() => undefined),
  );

/** Whether `key` is the proof's key, or lies between the proof's key and the next key. */
export const covers = (proof: Proof, key: string): boolean =>
  proof.key <= key && (proof.next === NO_KEY || key < proof.next);
