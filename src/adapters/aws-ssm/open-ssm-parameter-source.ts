import { SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { asSsmCalls } from "./ssm-calls.ts";
import { SsmParameterSource } from "./ssm-parameter-source.ts";

/**
 * SSM throttles early (40 readings a second by default): the client slows itself down when that happens (adaptive
 * retries), and tries more often than the SDK's three times.
 */
const RETRIES = { retryMode: "adaptive", maxAttempts: 5 } as const;

/**
 * Parameter Store with a client of its own, configured as every AWS tool is (`AWS_REGION`, `AWS_PROFILE`, …).
 *
 * @param region In place of the configured one.
 */
export const openSsmParameterSource = (region?: string): ParameterSource =>
  new SsmParameterSource(
    asSsmCalls(
      new SSMClient({ requestHandler: CLIENT_TIMEOUTS, ...RETRIES, ...(region === undefined ? {} : { region }) }),
    ),
  );
