import * as E from "fp-ts/lib/Either.js";
import { pipe } from "fp-ts/lib/function.js";
import { isAccount, isRegion, isSameScope, parseScope, type Scope } from "../../domain/model/scope.ts";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";

/** The accounts and regions whose parameters are stored. */
export interface StoredScopes {
  /** The source reads the first scope. */
  readonly all: readonly [Scope, ...Scope[]];
  /** Whether names are stored under account and region. */
  readonly prefixed: boolean;
  /** ARN of the role that reads the other scopes, with `{account}` and `{region}` as placeholders. */
  readonly readRole?: string;
}

type Read<A> = E.Either<ConfigurationError, A>;

const ROLE = /^arn:[a-z0-9-]+:iam::\{account\}:role\/(?:[\w+=,.@/-]|\{account\}|\{region\})+$/;

/** The role that reads a scope. */
export const roleOf = (readRole: string, { account, region }: Scope): string =>
  readRole.replaceAll("{account}", account).replaceAll("{region}", region);

const readList = (
  variable: string,
  text: string,
  fits: (item: string) => boolean,
  expected: string,
): Read<ReadonlyArray<string>> => {
  const items = text.split(",").map((item) => item.trim());
  return items.every(fits)
    ? E.right(items)
    : E.left(configurationError(variable, `expected ${expected}, separated by commas`));
};

const readHome = (text: string): Read<Scope> =>
  pipe(
    parseScope(text),
    E.mapLeft((form) => configurationError("SSMBAK_SCOPE", `expected ${form}`)),
  );

/** The text of a `SSMBAK_…` variable; `undefined` where the variable is not set or empty. */
type Setting = (variable: string) => string | undefined;

const readSeveral = (setting: Setting, accounts: string, home: Scope | undefined): Read<StoredScopes> => {
  const readRole = setting("SSMBAK_READ_ROLE") ?? "";
  if (home === undefined) {
    return E.left(configurationError("SSMBAK_SCOPE", "has to be set beside SSMBAK_ACCOUNTS: whose role this is"));
  }
  if (!ROLE.test(readRole)) {
    const form = "arn:aws:iam::{account}:role/NAME, where NAME may hold {region}, beside SSMBAK_ACCOUNTS";
    return E.left(configurationError("SSMBAK_READ_ROLE", `expected ${form}`));
  }
  return pipe(
    E.Do,
    E.bind("accounts", () => readList("SSMBAK_ACCOUNTS", accounts, isAccount, "ids of accounts, 12 digits each")),
    E.bind("regions", () =>
      readList("SSMBAK_REGIONS", setting("SSMBAK_REGIONS") ?? home.region, isRegion, "names of regions"),
    ),
    E.map(({ accounts: ids, regions }): StoredScopes => {
      const scopes = ids.flatMap((account) => regions.map((region) => ({ account, region })));
      return { all: [home, ...scopes.filter((scope) => !isSameScope(scope, home))], prefixed: true, readRole };
    }),
  );
};

/**
 * Reads `SSMBAK_SCOPE`, `SSMBAK_ACCOUNTS`, `SSMBAK_REGIONS` and `SSMBAK_READ_ROLE`. `undefined`: no scope is configured,
 * and events of every account and region are handled.
 */
export const readStoredScopes = (setting: Setting): Read<StoredScopes | undefined> => {
  const accounts = setting("SSMBAK_ACCOUNTS");
  const own = setting("SSMBAK_SCOPE");
  return pipe(
    own === undefined ? E.right<ConfigurationError, Scope | undefined>(undefined) : readHome(own),
    E.chain((home): Read<StoredScopes | undefined> => {
      if (accounts !== undefined) return readSeveral(setting, accounts, home);
      return E.right(home === undefined ? undefined : { all: [home], prefixed: false });
    }),
  );
};

const SSM = /^ssm:([^?]*)(.*)$/;

/** The URL of the source, completed by the region of a scope. */
export const sourceIn = (source: string, { region }: Scope): Read<string> => {
  const [, named, rest] = SSM.exec(source) ?? [];
  if (named === undefined || named === region) return E.right(source);
  return named === ""
    ? E.right(`ssm:${region}${rest}`)
    : E.left(configurationError("SSMBAK_SOURCE", "names another region than SSMBAK_SCOPE: set only one of them"));
};
