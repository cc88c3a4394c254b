import * as E from "fp-ts/lib/Either.js";
import { isAccount, isRegion } from "../../domain/model/scope.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";
import { type StoredScopes, sourceIn } from "./stored-scopes.ts";

/** The account and region whose parameters a caller asks for. */
export interface AskedScope {
  /** Id of an account, for a store with several accounts. Names are looked for under account and region. */
  readonly account?: string | undefined;
  /** With `account`: the account's region. Without: the region of store and Parameter Store. Default: the AWS settings'. */
  readonly region?: string | undefined;
  /**
   * ARN of a role to read and write the account's Parameter Store with. Default: the credentials of the AWS settings,
   * which have to belong to the account.
   */
  readonly role?: string | undefined;
  /** The region to restore into. Default: where the parameters are. */
  readonly toRegion?: string | undefined;
}

type Read<A> = E.Either<ConfigurationError, A>;

const ROLE = /^arn:[a-z0-9-]+:iam::(\d{12}):role\/[\w+=,.@/-]+$/;

const problemWith = ({ account, region, role }: AskedScope, configured: string): ConfigurationError | undefined => {
  if (account !== undefined && !isAccount(account)) {
    return configurationError("account", "expected the id of an account, 12 digits");
  }
  if (region !== undefined && !isRegion(region)) return configurationError("region", "expected the name of a region");
  if (account !== undefined && !isRegion(region ?? configured)) {
    return configurationError("region", "has to be given with an account, or AWS_REGION has to be set");
  }
  if (role === undefined) return undefined;
  const of = ROLE.exec(role)?.[1];
  if (of === undefined) return configurationError("role", "expected arn:aws:iam::ACCOUNT:role/NAME");
  if (account === undefined) return configurationError("role", "goes with an account: whose parameters does it read?");
  return of === account ? undefined : configurationError("role", "is another account's than the one that is asked for");
};

/**
 * The scope that is asked for. A scope that is asked for takes the place of the configured scopes.
 *
 * @param configured The region of the AWS settings; may be empty.
 */
export const readAskedScope = (asked: AskedScope, configured: string): Read<StoredScopes | undefined> => {
  const problem = problemWith(asked, configured);
  if (problem !== undefined) return E.left(problem);
  const { account, region = configured } = asked;
  return E.right(account === undefined ? undefined : { all: [{ account, region }], prefixed: true });
};

/** Which Parameter Store is read and written. */
export interface SourceSettings {
  readonly source: string;
  /** The account that the credentials of the AWS settings have to belong to. Absent: any account. */
  readonly ownAccount?: string;
}

const isSsm = (source: string): boolean => source.startsWith("ssm:");

/**
 * The Parameter Store that is asked for.
 *
 * @param named URL that was given as the source: wins over all but another region to restore into.
 * @param configured URL of the source where nothing else is asked for.
 */
export const readAskedSource = (
  { account, region, role, toRegion }: AskedScope,
  named: string | undefined,
  configured: string,
  scopes: StoredScopes | undefined,
): Read<SourceSettings> => {
  const query = role === undefined ? "" : `?role=${role}`;
  const own = account === undefined || role !== undefined ? {} : { ownAccount: account };
  if (toRegion !== undefined) return E.right({ source: `ssm:${toRegion}${query}`, ...own });
  if (named !== undefined) return E.right({ source: named });
  if (account !== undefined && isSsm(configured)) {
    return E.right({ source: `ssm:${scopes?.all[0].region ?? ""}${query}`, ...own });
  }
  if (region !== undefined && isSsm(configured)) return E.right({ source: `ssm:${region}` });
  if (scopes === undefined) return E.right({ source: configured });
  const source = sourceIn(configured, scopes.all[0]);
  return E.isLeft(source) ? source : E.right({ source: source.right });
};
