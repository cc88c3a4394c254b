import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { classifyAwsError, ROLE_NOT_ASSUMED } from "../aws-common/aws-error.ts";
import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";

/** What CloudTrail of the other account shows as the session's name. */
const SESSION = "ssmbak";

/** The credentials of a role, as a client takes them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** STS's own refusal names the caller; a client of SSM that fails with it would blame a right on SSM. */
class RoleNotAssumed extends Error {
  constructor(cause: unknown) {
    super("the role could not be assumed", { cause });
    this.name = ROLE_NOT_ASSUMED;
  }
}

const isRefusal = (error: unknown): boolean => {
  const { kind, advice } = classifyAwsError(error);
  // What has an advice of its own is about the caller's credentials, not about the role.
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
 * Credentials of a role, for an hour at a time (the default of STS, and the most for a role that assumes another). The
 * client that they are given to asks when it needs them, keeps them, and asks again before they expire.
 *
 * @param role The role's ARN.
 */
export const assumedRole =
  (role: string): (() => Promise<RoleCredentials>) =>
  () =>
    assume(role);
