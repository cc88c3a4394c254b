import type { ChangeQueue } from "../../ports/change-queue.ts";
import { asSqsCalls } from "./sqs-calls.ts";
import { SqsChangeQueue } from "./sqs-change-queue.ts";
import { sqsClientFor } from "./sqs-client-for.ts";

/**
 * Opens a queue with a new client. The client takes its settings from where every AWS tool takes them.
 *
 * @param region Default: the configured region.
 */
export const openSqsChangeQueue = (url: string, region?: string): ChangeQueue =>
  new SqsChangeQueue(asSqsCalls(sqsClientFor(url, region)), url);
