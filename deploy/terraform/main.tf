# ssmbak for those who deploy with Terraform: the archive and the template that `npm run build` and the package bring.
#
# The resources are those of ../template.yaml, made by CloudFormation. So there is one definition of them, with one set
# of rights that the tests hold to the code; Terraform owns the stack, its parameters and the code.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "name" {
  description = "Name of the stack."
  type        = string
  default     = "ssmbak"
}

variable "artifact_bucket" {
  description = "An existing bucket for the code, in the region of the stack."
  type        = string
}

variable "package" {
  description = "Folder of the ssmbak package: it holds dist/lambda.zip and deploy/template.yaml."
  type        = string
  default     = "../.."
}

variable "parameters" {
  description = "Parameters of the template, such as { RestoreWindowDays = \"90\" }; docs/deploy.md lists them."
  type        = map(string)
  default     = {}
}

locals {
  code = "${var.package}/dist/lambda.zip"
}

resource "aws_s3_object" "code" {
  bucket = var.artifact_bucket
  # CloudFormation looks at the key alone to see whether the code has changed.
  key         = "ssmbak/${filesha256(local.code)}.zip"
  source      = local.code
  source_hash = filesha256(local.code)

  # A stack that takes an update back needs the code that it had.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudformation_stack" "ssmbak" {
  name          = var.name
  template_body = file("${var.package}/deploy/template.yaml")
  capabilities  = ["CAPABILITY_IAM"]
  parameters = merge(var.parameters, {
    CodeBucket = aws_s3_object.code.bucket
    CodeKey    = aws_s3_object.code.key
  })
}

output "outputs" {
  description = "Bucket, queues, functions, log group and topic of the stack."
  value       = aws_cloudformation_stack.ssmbak.outputs
}
