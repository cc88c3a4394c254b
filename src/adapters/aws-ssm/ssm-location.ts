import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { assumedRole } from "./assumed-role.ts";

/** A Parameter Store. Absent fields are taken from where every AWS tool takes them (`AWS_REGION`, `AWS_PROFILE`, …). */
export interface SsmLocation {
  readonly region?: string;
  /** ARN of a role to assume: the Parameter Store is that of the role's account. */
  readonly role?: string;
}

/** The settings of an SDK client for a Parameter Store. */
export const settingsOf = ({ region, role }: SsmLocation) => ({
  requestHandler: CLIENT_TIMEOUTS,
  ...(region === undefined ? {} : { region }),
  ...(role === undefined ? {} : { credentials: assumedRole(role) }),
});
