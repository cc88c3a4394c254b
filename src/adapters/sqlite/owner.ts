import { crc32 } from "node:zlib";
import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import * as t from "io-ts";
import { Account, isSameScope, Region, type Scope, scopeText } from "../../domain/model/scope.ts";
import { type StoreError, storeCorrupt, storeMisconfigured } from "../../ports/store-error.ts";
import type { SqlValue } from "./connection.ts";
import type { Statements } from "./statements.ts";

/** The row of the owner while no owner is known. */
const NOBODY = { account: "", region: "" };

const OwnerRow = t.type({ account: t.string, region: t.string, checksum: t.number });
const Owner = t.type({ account: Account, region: Region });

const checksumOf = ({ account, region }: Scope): number => crc32(JSON.stringify([account, region]));

/** The columns `account`, `region` and `checksum`. */
export const toOwnerRow = (owner: Scope = NOBODY): SqlValue[] => [owner.account, owner.region, checksumOf(owner)];

const damagedOwner = (file: string): StoreError =>
  storeCorrupt(`the owner is damaged in the database "${file}": put a copy of the database back`);

const readOwner = (statements: Pick<Statements, "owner">, file: string): E.Either<StoreError, Scope | undefined> =>
  pipe(
    OwnerRow.decode(statements.owner.get()),
    E.filterOrElseW(
      (row) => checksumOf(row) === row.checksum,
      () => undefined,
    ),
    E.chainW((row) => (isSameScope(row, NOBODY) ? E.right(undefined) : Owner.decode(row))),
    E.mapLeft(() => damagedOwner(file)),
  );

const foreignOwner = (file: string, known: Scope, given: Scope): StoreError =>
  storeMisconfigured(
    `"${file}" holds the parameters of ${scopeText(known)}, and these are of ${scopeText(given)}: name another file, or use the credentials and region of the first`,
  );

/**
 * Compares the owner of facts with the owner of the store. The first owner is written down as the owner of the store.
 * Without an owner nothing is compared.
 */
export const checkOwner = (
  statements: Pick<Statements, "owner" | "putOwner">,
  file: string,
  given: Scope | undefined,
): E.Either<StoreError, void> => {
  if (given === undefined) return E.right(undefined);
  return pipe(
    readOwner(statements, file),
    E.chain((known) => {
      if (known !== undefined) {
        return isSameScope(known, given) ? E.right(undefined) : E.left(foreignOwner(file, known, given));
      }
      statements.putOwner.run(...toOwnerRow(given));
      return E.right(undefined);
    }),
  );
};
