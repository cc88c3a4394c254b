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
 * Translates an exception of the SDK. The message repeats CloudFormation's words on templates and parameters of stacks:
 * neither holds a value of Parameter Store.
 *
 * @param right The right that the call needs.
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
