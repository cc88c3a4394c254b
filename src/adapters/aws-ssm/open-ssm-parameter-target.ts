import { SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterTarget } from "../../ports/parameter-target.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { SsmParameterTarget } from "./ssm-parameter-target.ts";
import { asSsmWriteCalls } from "./ssm-write-calls.ts";

/** A restore of hundreds of parameters is throttled for minutes: waiting is better than failing. */
const MOST_ATTEMPTS = 30;

/**
 * Parameter Store to write to, with a client of its own that adapts its rate to SSM's throttling.
 *
 * @param region Default: as every AWS tool finds it.
 */
export const openSsmParameterTarget = (region?: string): ParameterTarget =>
  new SsmParameterTarget(
    asSsmWriteCalls(
      new SSMClient({
        requestHandler: CLIENT_TIMEOUTS,
        retryMode: "adaptive",
        maxAttempts: MOST_ATTEMPTS,
        ...(region === undefined ? {} : { region }),
      }),
    ),
  );
