import { type Failure, failureOf } from "./failure.ts";

/** CloudFormation, S3 or STS refused: rights or credentials are missing. */
export type StackAccessDenied = Failure<"StackAccessDenied">;
/** The service did not answer, or asked for fewer requests. Trying again later helps. */
export type StackUnavailable = Failure<"StackUnavailable">;
/** CloudFormation refused the template or a parameter; `message` repeats CloudFormation's reason. */
export type StackRefused = Failure<"StackRefused">;
/** The state of the stack (or its absence) does not allow the request; `message` says what to do instead. */
export type StackUnfit = Failure<"StackUnfit">;
/** The bucket for the code can't be used: the name is somebody else's, or the bucket lies elsewhere. */
export type ArtifactBucketUnusable = Failure<"ArtifactBucketUnusable">;
/** Anything else; `message` names the kind of error, `cause` holds it. */
export type StackUnexpected = Failure<"StackUnexpected">;

/** Every way in which working on a stack fails. */
export type StackError =
  | StackAccessDenied
  | StackUnavailable
  | StackRefused
  | StackUnfit
  | ArtifactBucketUnusable
  | StackUnexpected;

/** Makes a {@link StackAccessDenied}. */
export const stackAccessDenied = failureOf("StackAccessDenied");
/** Makes a {@link StackUnavailable}. */
export const stackUnavailable = failureOf("StackUnavailable");
/** Makes a {@link StackRefused}. */
export const stackRefused = failureOf("StackRefused");
/** Makes a {@link StackUnfit}. */
export const stackUnfit = failureOf("StackUnfit");
/** Makes an {@link ArtifactBucketUnusable}. */
export const artifactBucketUnusable = failureOf("ArtifactBucketUnusable");
/** Makes a {@link StackUnexpected}. */
export const stackUnexpected = failureOf("StackUnexpected");
