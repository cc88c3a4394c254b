import { awsOnDemand } from "../../composition/schemes/aws-on-demand.ts";
import { functionsWith } from "./functions.ts";

/**
 * Makes the four functions with further stores, sources, a logger or a clock, or with settings that win over the
 * environment. Configuration is read, and clients are made, by the first call, once.
 */
export const createFunctions = functionsWith(awsOnDemand);

const functions = createFunctions();

/** Decodes the body of an SQS message. See {@link Functions.processMessage}. */
export const processMessage = functions.processMessage;

/** Backs up what one decoded message tells of, configured by the environment. See {@link Functions.backup}. */
export const backup = functions.backup;

/** Handles every record of an SQS event, configured by the environment. See {@link Functions.processEvent}. */
export const processEvent = functions.processEvent;

/** The Lambda handler, configured by the environment. See {@link Functions.handler}. */
export const handler = functions.handler;
