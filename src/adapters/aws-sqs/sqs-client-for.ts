import { SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";

/**
 * Makes a client for the queue of a URL. For a queue of AWS the endpoint is that of the settings (`AWS_ENDPOINT_URL`), or
 * else that of the region. For any other queue, such as an emulator's, the endpoint is that of the URL.
 *
 * @param region The region in the URL, where the URL has a region.
 */
export const sqsClientFor = (url: string, region: string | undefined): SQSClient =>
  new SQSClient({
    requestHandler: CLIENT_TIMEOUTS,
    // Otherwise the SDK takes the URL's host against a configured endpoint, with a warning on the console.
    ...(region === undefined ? { endpoint: new URL(url).origin } : { region, useQueueUrlAsEndpoint: false }),
  });
