import type { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { Construct } from "constructs";

/** What {@link Ssmbak} can be told. */
export interface SsmbakProps {
  /**
   * Parameters of `deploy/template.yaml` by their names, such as `{ RestoreWindowDays: 90 }`; docs/deploy.md explains
   * them. Those that are left out keep their defaults. `CodeBucket` and `CodeKey` are set by the construct.
   */
  readonly parameters?: Readonly<Record<string, string | number | ReadonlyArray<string>>>;
}

/**
 * Everything that backs Parameter Store up, as a CDK construct: the resources of `deploy/template.yaml`, with the code
 * as an asset. Their logical ids are the template's, so there can be one of it in a stack. Needs `aws-cdk-lib` and
 * `constructs`. Throws when a parameter is none of the template's.
 */
export declare class Ssmbak extends Construct {
  /** The template, to reach single resources: `template.getResource("Bucket")`. */
  readonly template: CfnInclude;
  constructor(scope: Construct, id: string, props?: SsmbakProps);
}
