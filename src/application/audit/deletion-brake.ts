/** The share of the stored parameters that a sweep may find deleted at once. Default: a tenth. */
export const DEFAULT_MAX_DELETED_SHARE = 0.1;

/** A sweep may find this number of parameters deleted at once, whatever their share. */
const ALWAYS_ALLOWED = 10;

/** Counts from comparing the two listings. */
export interface DeletionCounts {
  /** Parameters that exist by the store and are not in Parameter Store's listing. */
  readonly gone: number;
  /** Parameters that exist by the store. */
  readonly existing: number;
  /** Parameters in Parameter Store's listing. */
  readonly listed: number;
}

const ADVICE =
  "check the credentials, the region and the rights to list Parameter Store; when they really were deleted, raise the limit (SSMBAK_MAX_DELETED, --max-deleted)";

/**
 * Why missing parameters are not stored as deleted. `undefined`: the missing parameters are few enough. With wrong
 * credentials, or with rights to a part, a listing looks as if everything else were deleted.
 *
 * @param maxShare 0 to 1; 1 believes every listing.
 */
export const brakeOn = ({ gone, existing, listed }: DeletionCounts, maxShare: number): string | undefined => {
  if (gone === 0 || maxShare >= 1) return undefined;
  if (listed === 0) return `Parameter Store lists no parameter, and ${gone} are stored as existing: ${ADVICE}`;
  return gone > Math.max(ALWAYS_ALLOWED, existing * maxShare)
    ? `${gone} of ${existing} stored parameters seem to be deleted, more than ${maxShare * 100} %: ${ADVICE}`
    : undefined;
};
