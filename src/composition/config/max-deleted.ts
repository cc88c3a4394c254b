import * as E from "fp-ts/lib/Either.js";
import { DEFAULT_MAX_DELETED_SHARE } from "../../application/audit/deletion-brake.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";

const PERCENT = /^\d{1,3}(\.\d{1,3})?$/;

/** Reads a percentage from 0 to 100, and answers with a share from 0 to 1; `undefined` for any other text. */
export const parsePercent = (text: string): number | undefined => {
  const percent = Number(text);
  return PERCENT.test(text) && percent <= 100 ? percent / 100 : undefined;
};

/**
 * The share of the stored parameters that a repair may find deleted at once.
 *
 * @param given A share from 0 to 1, which wins over the variable.
 * @param percent The text of `SSMBAK_MAX_DELETED`; `undefined` where the variable is not set.
 */
export const readMaxDeletedShare = (
  given: number | undefined,
  percent: string | undefined,
): E.Either<ConfigurationError, number> => {
  if (given !== undefined) {
    return given >= 0 && given <= 1
      ? E.right(given)
      : E.left(configurationError("maxDeletedShare", "expected a share from 0 to 1"));
  }
  if (percent === undefined) return E.right(DEFAULT_MAX_DELETED_SHARE);
  const share = parsePercent(percent);
  return share === undefined
    ? E.left(configurationError("SSMBAK_MAX_DELETED", "expected a percentage from 0 to 100"))
    : E.right(share);
};
