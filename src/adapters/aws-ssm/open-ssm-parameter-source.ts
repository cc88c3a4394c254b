import { SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { asSsmCalls } from "./ssm-calls.ts";
import { type SsmLocation, settingsOf } from "./ssm-location.ts";
import { SsmParameterSource } from "./ssm-parameter-source.ts";

/**
 * SSM throttles early (40 readings a second by default): the client slows itself down when that happens (adaptive
 * retries), and tries more often than the SDK's three times.
 */
const RETRIES = { retryMode: "adaptive", maxAttempts: 5 } as const;

/** Parameter Store with a client of its own. */
export const openSsmParameterSource = (location: SsmLocation = {}): ParameterSource =>
  new SsmParameterSource(asSsmCalls(new SSMClient({ ...settingsOf(location), ...RETRIES })));
