import { SSMClient } from "@aws-sdk/client-ssm";
import type { ParameterSource } from "../../ports/parameter-source.ts";
import { asSsmCalls } from "./ssm-calls.ts";
import { type SsmLocation, settingsOf } from "./ssm-location.ts";
import { SsmParameterSource } from "./ssm-parameter-source.ts";

/**
 * SSM throttles early: at 40 readings a second by default. So the client slows down when SSM throttles (adaptive retries),
 * and tries five times, where the SDK's default is three.
 */
const RETRIES = { retryMode: "adaptive", maxAttempts: 5 } as const;

/** Opens Parameter Store for reading, with a new client. */
export const openSsmParameterSource = (location: SsmLocation = {}): ParameterSource =>
  new SsmParameterSource(asSsmCalls(new SSMClient({ ...settingsOf(location), ...RETRIES })));
