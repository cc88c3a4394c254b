import type { ChangeSender } from "../../ports/change-sender.ts";
import { asSendingCalls } from "./sending-calls.ts";
import { SqsChangeSender } from "./sqs-change-sender.ts";
import { sqsClientFor } from "./sqs-client-for.ts";

/**
 * Opens a queue for sending with a new client. The client takes its settings from where every AWS tool takes them.
 *
 * @param region Default: the configured region.
 */
export const openSqsChangeSender = (url: string, region?: string): ChangeSender =>
  new SqsChangeSender(asSendingCalls(sqsClientFor(url, region)), url);
