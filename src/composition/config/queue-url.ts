import * as E from "fp-ts/lib/Either.js";
import { type ConfigurationError, configurationError } from "./configuration-error.ts";

const AWS_QUEUE = /^https:\/\/(?:sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|([a-z0-9-]+)\.queue\.amazonaws\.com)\//;
const ANY_QUEUE = /^https?:\/\/[^/]+\/.+/;

/** Checks the URL of `--queue`, and answers with the URL's region, if any: URLs of emulators name none. */
export const parseQueueUrl = (url: string): E.Either<ConfigurationError, { readonly region?: string }> => {
  if (!ANY_QUEUE.test(url) || !URL.canParse(url)) {
    return E.left(
      configurationError("--queue", "expected the URL of a queue, https://sqs.REGION.amazonaws.com/ACCOUNT/NAME"),
    );
  }
  const [, current, former] = AWS_QUEUE.exec(url) ?? [];
  const region = current ?? former;
  return E.right(region === undefined ? {} : { region });
};
