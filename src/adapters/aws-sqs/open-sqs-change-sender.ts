import type { ChangeSender } from "../../ports/change-sender.ts";
import { asSendingCalls } from "./sending-calls.ts";
import { SqsChangeSender } from "./sqs-change-sender.ts";
import { sqsClientFor } from "./sqs-client-for.ts";

/**
 * A queue to send to with a client of its own, configured as every AWS tool is.
 *
 * @param region In place of the configured one.
 */
export const openSqsChangeSender = (url: string, region?: string): ChangeSender =>
  new SqsChangeSender(asSendingCalls(sqsClientFor(url, region)), url);
