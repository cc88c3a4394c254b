import {
  type StoreError,
  storeAccessDenied,
  storeMisconfigured,
  storeThrottled,
  storeUnavailable,
  storeUnexpected,
} from "../../ports/store-error.ts";
import { classifyAwsError, isRegionProblem } from "../aws-common/aws-error.ts";

/** Carries a {@link StoreError} through throwing code. A `StoreFailure` never leaves the folder of the S3 store. */
export class StoreFailure extends Error {
  readonly error: StoreError;

  constructor(error: StoreError) {
    super(error.message);
    this.name = "StoreFailure";
    this.error = error;
  }
}

interface HttpAnswer {
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The error names of S3 for a missing object, and for a missing version of an object. */
const ABSENCES = ["NotFound", "NoSuchKey", "NoSuchVersion"];

/** Whether S3 found no object. To a HEAD S3 answers a plain 404 for a missing bucket, too. */
export const isNotFound = (error: unknown): boolean => ABSENCES.includes(classifyAwsError(error).name);

/** Whether the 404 of a HEAD was a delete marker's. */
export const isDeleteMarker = (error: unknown): boolean => {
  const { $response }: HttpAnswer = typeof error === "object" && error !== null ? error : {};
  return $response?.headers?.["x-amz-delete-marker"] === "true";
};

const CONFLICTS = ["PreconditionFailed", "ConditionalRequestConflict"];

/** Whether a condition of a write did not hold. */
export const isConflict = (error: unknown): boolean => CONFLICTS.includes(classifyAwsError(error).name);

/** The fault of the bucket itself, as far as the error tells. */
const setUpProblem = (bucket: string, name: string): string | undefined => {
  if (name === "NoSuchBucket") return `there is no bucket "${bucket}": create it with versioning on, or name another`;
  if (isRegionProblem(name))
    return `the region of bucket "${bucket}" is not known: set AWS_REGION to the name of a region`;
  return name === "PermanentRedirect" || name === "AuthorizationHeaderMalformed"
    ? `bucket "${bucket}" lies in another region: set AWS_REGION to the bucket's`
    : undefined;
};

/** Translates an exception of the SDK. The message has the error's name, and not AWS's message; `cause` has both. */
export const toStoreError =
  (bucket: string) =>
  (error: unknown): StoreError => {
    if (error instanceof StoreFailure) return error.error;
    const { kind, name, advice } = classifyAwsError(error);
    const problem = setUpProblem(bucket, name);
    if (problem !== undefined) return storeMisconfigured(problem, error);
    if (isConflict(error)) return storeUnavailable("another writer was faster", error);
    switch (kind) {
      case "Denied":
        return storeAccessDenied(
          `S3 refused access to bucket "${bucket}" (${name}): ${advice ?? "docs/stores/s3.md lists the rights"}`,
          error,
        );
      case "Throttled":
        return storeThrottled(`S3 is throttling (${name})`, error);
      case "Unavailable":
        return storeUnavailable(`S3 did not answer (${name})`, error);
      case "Other":
        return storeUnexpected(`S3 answered with ${name}`, error);
    }
  };
