import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { EventPlace } from "../../domain/events/change-envelope.ts";
import { type SourceError, sourceAccessDenied, sourceUnavailable } from "../../ports/source-error.ts";
import { classifyAwsError, isRegionProblem } from "../aws-common/aws-error.ts";
import { type SsmLocation, settingsOf } from "./ssm-location.ts";
import { regionUnknown } from "./to-source-error.ts";

const toError = (error: unknown): SourceError => {
  const { kind, name, advice = "no right is needed for it, but valid credentials are" } = classifyAwsError(error);
  if (isRegionProblem(name)) return regionUnknown(error);
  return kind === "Denied"
    ? sourceAccessDenied(`AWS does not tell whose account this is (${name}): ${advice}`, error)
    : sourceUnavailable(`AWS does not tell whose account this is (${name})`, error);
};

/** Finds the account and region of a Parameter Store. Needs no right. */
export const findPlace = (location: SsmLocation = {}): TE.TaskEither<SourceError, EventPlace> =>
  TE.tryCatch(async () => {
    const sts = new STSClient(settingsOf(location));
    try {
      const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, region: await sts.config.region() };
    } finally {
      sts.destroy();
    }
  }, toError);
