import { type Failure, failureOf } from "./failure.ts";

/** CloudFormation, S3 or STS refused: rights or credentials are missing. */
export type StackAccessDenied = Failure<"StackAccessDenied">;
/** There is no answer, or there are too many requests: trying again later helps. */
export type StackUnavailable = Failure<"StackUnavailable">;
/** The template or its parameters are not taken; `message` repeats CloudFormation's own reason. */
export type StackRefused = Failure<"StackRefused">;
/** The stack is in a state, absence included, in which this can't be done; `message` says what to do instead. */
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
