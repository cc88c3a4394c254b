import { fileURLToPath } from "node:url";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { Construct } from "constructs";

/** @param {string} path Of a file of the package, from here. */
const packaged = (path) => fileURLToPath(new URL(path, import.meta.url));

// What it is for is said in index.d.ts. The types of aws-cdk-lib do not compile under this project's strictness, so this
// one file is written without them.
export class Ssmbak extends Construct {
  constructor(scope, id, { parameters = {} } = {}) {
    super(scope, id);
    const code = new Asset(this, "Code", { path: packaged("../../dist/lambda.zip") });
    this.template = new CfnInclude(this, "Template", {
      templateFile: packaged("../template.yaml"),
      preserveLogicalIds: true,
      parameters: { ...parameters, CodeBucket: code.s3BucketName, CodeKey: code.s3ObjectKey },
    });
  }
}
