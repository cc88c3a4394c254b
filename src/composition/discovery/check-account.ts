import { pipe } from "fp-ts/lib/function.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Configuration } from "../config/configuration.ts";
import { type ConfigurationError, configurationError } from "../config/configuration-error.ts";
import type { AwsAdapters } from "../schemes/aws-adapters.ts";
import { parseSsmUrl } from "../schemes/built-in-schemes.ts";

/**
 * Refuses credentials of another account than the account that is asked for: reads and writes would go to the parameters
 * of the wrong account. One call, and only where an account is asked for without a role.
 */
export const checkAccount = (
  aws: AwsAdapters,
  { source, ownAccount }: Configuration,
): TE.TaskEither<ConfigurationError, void> =>
  ownAccount === undefined
    ? TE.right(undefined)
    : pipe(
        TE.fromEither(parseSsmUrl(source)),
        TE.chain((location) =>
          pipe(
            TE.fromTask(() => aws.place()),
            TE.chain(({ findPlace }) => findPlace(location)),
            TE.mapLeft(({ message }) => configurationError("account", message)),
          ),
        ),
        TE.chain(({ account }) => {
          const problem = `the credentials are those of ${account}: take those of ${ownAccount}, or give a role there`;
          return account === ownAccount ? TE.right(undefined) : TE.left(configurationError("account", problem));
        }),
      );
