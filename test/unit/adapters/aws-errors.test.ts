import { describe, expect, it } from "vitest";
import { toStoreError } from "../../../src/adapters/aws-s3/to-store-error.ts";
import { isNotFound, toSourceError } from "../../../src/adapters/aws-ssm/to-source-error.ts";

const CANARY = "canary-in-an-aws-message";

/** An error as the SDK throws it: AWS's message may quote what was sent. */
const awsError = (name: string, status = 400, message = `refused ${CANARY}`): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

const networkError = (code: string): Error => Object.assign(new Error(`connect ${CANARY}`), { code });

describe("errors of Parameter Store", () => {
  it.each([
    ["SourceAccessDenied", awsError("AccessDeniedException")],
    ["SourceAccessDenied", awsError("ExpiredTokenException")],
    ["SourceAccessDenied", Object.assign(new Error("x"), { name: "CredentialsProviderError" })],
    ["SourceMisconfigured", new Error("Region is missing")],
    ["SourceMisconfigured", new Error(`Region not accepted: region="${CANARY}" is not a valid hostname component.`)],
    ["SourceKeyUnavailable", awsError("InvalidKeyId")],
    ["SourceKeyUnavailable", awsError("KMSInvalidStateException")],
    ["SourceKeyUnavailable", awsError("AccessDeniedException", 400, `not allowed: kms:Decrypt ${CANARY}`)],
    ["SourceThrottled", awsError("ThrottlingException")],
    ["SourceThrottled", awsError("anything", 429)],
    ["SourceUnavailable", awsError("InternalServerError", 500)],
    ["SourceUnavailable", awsError("anything", 503)],
    ["SourceUnavailable", networkError("ECONNRESET")],
    ["SourceUnavailable", Object.assign(new Error("x"), { name: "TimeoutError" })],
    ["SourceUnexpected", awsError("ValidationException")],
    ["SourceUnexpected", "not even an error"],
  ])("become %s", (tag, error) => {
    const translated = toSourceError(error, "a right");
    expect(translated._tag).toBe(tag);
    expect(translated.message).not.toContain(CANARY);
    expect(translated.cause).toBe(error);
  });

  it("mean absence only when AWS says so", () => {
    expect(isNotFound(awsError("ParameterNotFound"))).toBe(true);
    expect(isNotFound(awsError("AccessDeniedException", 404))).toBe(false);
    expect(isNotFound(awsError("ParameterVersionNotFound"))).toBe(false);
  });

  it("say what to do about a missing region or missing credentials", () => {
    for (const message of ["Region is missing", `Region not accepted: region="" is not a valid hostname component.`]) {
      expect(toSourceError(new Error(message), "a right").message).toContain("set AWS_REGION");
      expect(toStoreError("bucket")(new Error(message)).message).toContain("set AWS_REGION");
    }
    expect(toSourceError(awsError("CredentialsProviderError"), "a right").message).toContain("AWS_PROFILE");
  });

  it("say which right is needed", () => {
    expect(toSourceError(awsError("AccessDeniedException"), "ssm:Sing").message).toContain("ssm:Sing is needed");
  });
});

describe("errors of S3", () => {
  it.each([
    ["StoreMisconfigured", awsError("NoSuchBucket", 404)],
    ["StoreMisconfigured", awsError("PermanentRedirect", 301)],
    ["StoreMisconfigured", awsError("AuthorizationHeaderMalformed")],
    ["StoreMisconfigured", new Error("Region is missing")],
    ["StoreMisconfigured", new Error(`Region not accepted: region="${CANARY}" is not a valid hostname component.`)],
    ["StoreAccessDenied", awsError("AccessDenied", 403)],
    ["StoreAccessDenied", awsError("UnknownError", 403)],
    ["StoreThrottled", awsError("SlowDown", 503)],
    ["StoreThrottled", awsError("RequestThrottled", 400)],
    ["StoreUnavailable", awsError("InternalError", 500)],
    ["StoreUnavailable", networkError("ECONNREFUSED")],
    ["StoreUnavailable", awsError("PreconditionFailed", 412)],
    ["StoreUnavailable", awsError("ConditionalRequestConflict", 409)],
    ["StoreUnexpected", awsError("NoSuchTagSet", 404)],
    ["StoreUnexpected", undefined],
  ])("become %s", (tag, error) => {
    const translated = toStoreError("bucket")(error);
    expect(translated._tag).toBe(tag);
    expect(translated.message).not.toContain(CANARY);
  });
});
