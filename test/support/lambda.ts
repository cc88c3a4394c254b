import { buildLambda } from "../../scripts/build-lambda.ts";

/** Builds the Lambda function and its archive once for the whole run: the tests use what the source makes now. */
export default async function setUpLambda(): Promise<void> {
  await buildLambda();
}
