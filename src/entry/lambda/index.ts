import { awsAtOnce } from "../../composition/schemes/aws-at-once.ts";
import { functionsWith } from "../library/functions.ts";

const functions = functionsWith(awsAtOnce)();

/** What the bundle `dist/lambda/index.mjs` exports: the Lambda handler, configured by the environment. */
export const handler = functions.handler;
