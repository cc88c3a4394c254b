import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { EventPlace } from "../../domain/change-envelope.ts";
import { type SourceError, sourceAccessDenied, sourceUnavailable } from "../../ports/source-error.ts";
import { classifyAwsError } from "../aws-common/aws-error.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";

const toError = (error: unknown): SourceError => {
  const { kind, name, advice = "no right is needed for it, but valid credentials are" } = classifyAwsError(error);
  return kind === "Denied"
    ? sourceAccessDenied(`AWS does not tell whose account this is (${name}): ${advice}`, error)
    : sourceUnavailable(`AWS does not tell whose account this is (${name})`, error);
};

/**
 * The account and region whose parameters are read: those of the AWS settings.
 *
 * @param region In place of the configured one.
 */
export const findPlace = (region?: string): TE.TaskEither<SourceError, EventPlace> =>
  TE.tryCatch(async () => {
    const sts = new STSClient({ requestHandler: CLIENT_TIMEOUTS, ...(region === undefined ? {} : { region }) });
    try {
      const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, region: await sts.config.region() };
    } finally {
      sts.destroy();
    }
  }, toError);
