import { CLIENT_TIMEOUTS } from "../aws-common/client-timeouts.ts";
import { assumedRole } from "./assumed-role.ts";

/** Which Parameter Store. What is left out is as every AWS tool finds it (`AWS_REGION`, `AWS_PROFILE`, …). */
export interface SsmLocation {
  readonly region?: string;
  /** ARN of a role to assume: the Parameter Store is that of its account. */
  readonly role?: string;
}

/** The settings of a client of that Parameter Store. */
export const settingsOf = ({ region, role }: SsmLocation) => ({
  requestHandler: CLIENT_TIMEOUTS,
  ...(region === undefined ? {} : { region }),
  ...(role === undefined ? {} : { credentials: assumedRole(role) }),
});
