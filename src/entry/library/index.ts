import { awsOnDemand } from "../../composition/schemes/aws-on-demand.ts";
import { functionsWith } from "./functions.ts";

/**
 * Makes the four functions with settings that win over the environment, and with a store, a source, a logger or a clock of
 * the caller's. The first call reads the configuration and opens what is given as a URL, once; objects of the caller's are
 * never closed.
 */
export const createFunctions = functionsWith(awsOnDemand);

const functions = createFunctions();

/** Decodes the body of an SQS message. See {@link Functions.processMessage}. */
export const processMessage = functions.processMessage;

/** Backs up the parameter of a decoded message, configured by the environment. See {@link Functions.backup}. */
export const backup = functions.backup;

/** Handles every record of an SQS event, configured by the environment. See {@link Functions.processEvent}. */
export const processEvent = functions.processEvent;

/** The Lambda handler, configured by the environment. See {@link Functions.handler}. */
export const handler = functions.handler;
