/** The share of the stored parameters that may be found deleted at once, unless told otherwise: a tenth. */
export const DEFAULT_MAX_DELETED_SHARE = 0.1;

/** So many parameters may be found deleted at once, whatever their share. */
const ALWAYS_ALLOWED = 10;

/** What two listings came to. */
export interface DeletionCounts {
  /** Parameters that exist by the store and that Parameter Store does not list. */
  readonly gone: number;
  /** Parameters that exist by the store. */
  readonly existing: number;
  /** Parameters that Parameter Store lists. */
  readonly listed: number;
}

const ADVICE =
  "check the credentials, the region and the rights to list Parameter Store; when they really were deleted, raise the limit (SSMBAK_MAX_DELETED, --max-deleted)";

/**
 * Why parameters that seem to be deleted are not stored as deleted; `undefined` where they are few enough. A listing with
 * the wrong credentials, or with rights to a part, looks like a deletion of everything else.
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
