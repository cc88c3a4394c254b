import { fromEnv } from "@aws-sdk/credential-provider-env";
import { fromHttp } from "@aws-sdk/credential-provider-http";

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the Lambda bundle. Lambda hands its role's credentials
 * over in environment variables, or by a local HTTP endpoint that they name (AWS Lambda Developer Guide, "Defined
 * runtime environment variables"); profiles, SSO, processes and EC2 never apply there and are an eighth of the bundle.
 */
export const defaultProvider = (init: Parameters<typeof fromHttp>[0]) => async () => {
  try {
    return await fromEnv(init)();
  } catch (error) {
    try {
      return await fromHttp(init)();
    } catch {
      // What is missing are the variables: the other error would send people looking for an endpoint.
      throw error;
    }
  }
};
