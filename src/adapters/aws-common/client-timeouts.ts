/**
 * Timeouts of SDK clients, in milliseconds: 3 s to connect, 15 s for an answer. Without timeouts a call may hang until
 * the function ends. The SDK tries a failed call again, and SQS delivers a failed message again.
 */
export const CLIENT_TIMEOUTS = {
  connectionTimeout: 3_000,
  requestTimeout: 15_000,
  throwOnRequestTimeout: true,
} as const;
