import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { classifyAwsError, ROLE_NOT_ASSUMED } from "../aws-common/aws-error.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";

/** The name of the session in CloudTrail of the other account. */
const SESSION = "ssmbak";

/** Credentials of a role, for a client of the SDK. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** STS refused the role. STS's own error names the caller, and would read like a missing right on SSM. */
class RoleNotAssumed extends Error {
  constructor(cause: unknown) {
    super("the role could not be assumed", { cause });
    this.name = ROLE_NOT_ASSUMED;
  }
}

const isRefusal = (error: unknown): boolean => {
  const { kind, advice } = classifyAwsError(error);
  // An error with advice is about the caller's credentials, not about the role.
  return kind === "Denied" ? advice === undefined : kind === "Other";
};

const assume = async (role: string): Promise<RoleCredentials> => {
  const sts = new STSClient({ requestHandler: CLIENT_TIMEOUTS });
  try {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: SESSION }));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
    };
  } catch (error) {
    throw isRefusal(error) ? new RoleNotAssumed(error) : error;
  } finally {
    sts.destroy();
  }
};

/**
 * Credentials of a role, for an hour at a time: the default of STS, and the most for a role that assumes another role.
 * The SDK client calls the function when the client needs credentials, and again before the credentials expire.
 *
 * @param role The role's ARN.
 */
export const assumedRole =
  (role: string): (() => Promise<RoleCredentials>) =>
  () =>
    assume(role);
