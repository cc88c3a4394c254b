import type { ChangeQueue } from "../../ports/change-queue.ts";
import { asSqsCalls } from "./sqs-calls.ts";
import { SqsChangeQueue } from "./sqs-change-queue.ts";
import { sqsClientFor } from "./sqs-client-for.ts";

/**
 * A queue with a client of its own, configured as every AWS tool is.
 *
 * @param region In place of the configured one.
 */
export const openSqsChangeQueue = (url: string, region?: string): ChangeQueue =>
  new SqsChangeQueue(asSqsCalls(sqsClientFor(url, region)), url);
