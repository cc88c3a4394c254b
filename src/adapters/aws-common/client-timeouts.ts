/**
 * Timeouts of SDK clients, in milliseconds: 3 s to connect, 15 s for an answer. Without them a call may hang for as
 * long as the function lives; one that fails is tried again by the SDK, and then by SQS.
 */
export const CLIENT_TIMEOUTS = {
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  throwOnRequestTimeout: true,
} as const;
