import { SQSClient } from "@aws-sdk/client-sqs";
import type { ChangeQueue } from "../../ports/change-queue.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { asSqsCalls } from "./sqs-calls.ts";
import { SqsChangeQueue } from "./sqs-change-queue.ts";

/**
 * A queue with a client of its own, configured as every AWS tool is.
 *
 * @param region In place of the configured one.
 */
export const openSqsChangeQueue = (url: string, region?: string): ChangeQueue =>
  new SqsChangeQueue(
    asSqsCalls(new SQSClient({ requestHandler: CLIENT_TIMEOUTS, ...(region === undefined ? {} : { region }) })),
    url,
  );
