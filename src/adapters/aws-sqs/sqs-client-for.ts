import { SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";

/**
 * A client for the queue of a URL. One of AWS is asked where the settings say (`AWS_ENDPOINT_URL`), or else in its
 * region; any other, such as an emulator's, where the URL says.
 *
 * @param region The one in the URL, where there is one.
 */
export const sqsClientFor = (url: string, region: string | undefined): SQSClient =>
  new SQSClient({
    requestHandler: CLIENT_TIMEOUTS,
    // Otherwise the SDK takes the URL's host against a configured endpoint, with a warning on the console.
    ...(region === undefined ? { endpoint: new URL(url).origin } : { region, useQueueUrlAsEndpoint: false }),
  });
