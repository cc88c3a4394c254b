import { SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import { type SsmLocation, settingsOf } from "./ssm-location.ts";
import { SsmParameterTarget } from "./ssm-parameter-target.ts";
import { asSsmWriteCalls } from "./ssm-write-calls.ts";

/** A restore of hundreds of parameters is throttled for minutes: waiting is better than failing. */
const MOST_ATTEMPTS = 30;

/** Opens Parameter Store for writing, with a new client. The client adapts its rate to SSM's throttling. */
export const openSsmParameterTarget = (location: SsmLocation = {}): ParameterTarget =>
  new SsmParameterTarget(
    asSsmWriteCalls(new SSMClient({ ...settingsOf(location), retryMode: "adaptive", maxAttempts: MOST_ATTEMPTS })),
  );
