import { awsAtOnce } from "../../composition/schemes/aws-at-once.ts";
import { functionsWith } from "../library/functions.ts";

const functions = functionsWith(awsAtOnce)();

/** The Lambda handler, configured by the environment. The bundle `dist/lambda/index.mjs` exports only this function. */
export const handler = functions.handler;
