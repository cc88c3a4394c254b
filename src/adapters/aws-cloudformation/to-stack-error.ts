import {
  type StackError,
  stackAccessDenied,
  stackRefused,
  stackUnavailable,
  stackUnexpected,
} from "../../ports/stack-error.ts";
import { classifyAwsError } from "../aws-common/aws-error.ts";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "");

/**
 * Translates what the SDK threw. What CloudFormation says of a template or a parameter is repeated: no value of Parameter
 * Store is in either. `right` is the right that the call takes.
 */
export const toStackError =
  (right: string) =>
  (error: unknown): StackError => {
    const { kind, name, advice } = classifyAwsError(error);
    if (["ValidationError", "InsufficientCapabilitiesException", "LimitExceededException"].includes(name)) {
      return stackRefused(`CloudFormation refused: ${messageOf(error)}`, error);
    }
    switch (kind) {
      case "Denied":
        return stackAccessDenied(`AWS refused (${name}): ${advice ?? `needed: ${right}`}`, error);
      case "Throttled":
      case "Unavailable":
        return stackUnavailable(`AWS did not answer (${name}); try again`, error);
      case "Other":
        return stackUnexpected(`AWS answered with ${name}`, error);
    }
  };
