import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { ParameterName } from "./parameter-name.ts";

/** An account and a region of AWS. Each pair has a Parameter Store of its own. */
export interface Scope {
  /** Twelve digits. */
  readonly account: string;
  /** For example `eu-west-1`. */
  readonly region: string;
}

const ACCOUNT = /^\d{12}$/;

/** Regions of all partitions: `cn-north-1`, `us-gov-west-1`, `us-isob-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,4}(?:-[a-z]{2,12}){1,2}-\d{1,2}$/;

/** Whether `text` is the id of an account. */
export const isAccount = (text: string): boolean => ACCOUNT.test(text);

/** Whether `text` has the form of a region's name. */
export const isRegion = (text: string): boolean => REGION.test(text);

/** io-ts codec of an account's id. */
export const Account = t.refinement(t.string, isAccount, "the id of an account, 12 digits");

/** io-ts codec of a region's name. */
export const Region = t.refinement(t.string, isRegion, "the name of a region");

/** Writes a scope as `ACCOUNT/REGION`. */
export const scopeText = ({ account, region }: Scope): string => `${account}/${region}`;

/** Reads `ACCOUNT/REGION`. `Left` holds the expected form. */
export const parseScope = (text: string): E.Either<string, Scope> => {
  const [account = "", region = "", ...rest] = text.split("/");
  return isAccount(account) && isRegion(region) && rest.length === 0
    ? E.right({ account, region })
    : E.left("ACCOUNT/REGION, an account's id of 12 digits and the name of a region");
};

/** Whether two scopes are the same. */
export const isSameScope = (a: Scope, b: Scope): boolean => scopeText(a) === scopeText(b);

/** The prefix of a scope's names in a store of several scopes: `/ACCOUNT/REGION`. */
export const scopePrefix = (scope: Scope): string => `/${scopeText(scope)}`;

/** The name of a scope's parameter in a store of several scopes. */
export const scopedName = (scope: Scope, name: ParameterName): ParameterName =>
  // Account and region are valid segments of any name.
  `${scopePrefix(scope)}${name}` as ParameterName;

/** The parameter's own name. Undoes {@link scopedName}. */
export const unscopedName = (scope: Scope, name: ParameterName): ParameterName =>
  name.slice(scopePrefix(scope).length) as ParameterName;
