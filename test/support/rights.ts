import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { resourceOf, type Template } from "./template.ts";

const unknown = ({ method, path }: ClientRequest): Error => new Error(`no right is known for ${method} ${path}`);

const rightsOnBucket = (request: ClientRequest, query: URLSearchParams): ReadonlyArray<string> => {
  if (query.has("versioning")) return ["s3:GetBucketVersioning"];
  if (query.has("versions")) return ["s3:ListBucketVersions"];
  if (query.get("list-type") === "2") return ["s3:ListBucket"];
  throw unknown(request);
};

const rightsOnObject = (request: ClientRequest, query: URLSearchParams): ReadonlyArray<string> => {
  const version = query.has("versionId") ? "Version" : "";
  switch (request.method) {
    case "GET":
      return [`s3:GetObject${version}${query.has("tagging") ? "Tagging" : ""}`];
    case "HEAD":
      // Without the right to list, what is not there is answered with 403 (API reference of HeadObject).
      return [`s3:GetObject${version}`, "s3:ListBucket"];
    case "PUT":
      return ["s3:PutObject", ...(request.hasHeader("x-amz-tagging") ? ["s3:PutObjectTagging"] : [])];
    case "DELETE":
      return [`s3:DeleteObject${version}`];
    default:
      throw unknown(request);
  }
};

/**
 * The rights that a call on S3 takes (Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon S3"), told from its request.
 */
const rightsOnS3 = (request: ClientRequest): ReadonlyArray<string> => {
  const { searchParams, pathname } = new URL(request.path, "http://localhost");
  const isObject = pathname.split("/").filter((part) => part !== "").length > 1;
  return isObject ? rightsOnObject(request, searchParams) : rightsOnBucket(request, searchParams);
};

/** The service that a request is signed for: what it is for is not in its URL where an emulator stands in for all. */
const signedFor = (request: ClientRequest): string | undefined =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(String(request.getHeader("authorization")))?.[1];

/** The rights that a request to AWS takes. */
const rightsFor = (request: ClientRequest): ReadonlyArray<string> => {
  // Of STS's calls only this one takes a right (API reference of GetCallerIdentity).
  if (signedFor(request) === "sts") return ["sts:AssumeRole"];
  const target = request.getHeader("x-amz-target");
  if (typeof target !== "string") return rightsOnS3(request);
  const [service, operation] = target.split(".");
  if (service !== "AmazonSSM") throw new Error(`no right is known for ${target}`);
  // Histories are read with decryption, and SSM decrypts in the name of whoever asks.
  return [`ssm:${operation}`, ...(operation === "GetParameterHistory" ? ["kms:Decrypt"] : [])];
};

/** The rights that the calls take which an action of this process makes on AWS, call by call. */
export const rightsInTurn = async (action: () => Promise<unknown>): Promise<ReadonlyArray<string>> => {
  const rights: string[] = [];
  const record = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    rights.push(...rightsFor(request));
  };
  subscribe("http.client.request.start", record);
  try {
    await action();
  } finally {
    unsubscribe("http.client.request.start", record);
  }
  return rights;
};

/** The same rights, each once and in order. */
export const rightsTakenBy = async (action: () => Promise<unknown>): Promise<ReadonlyArray<string>> =>
  [...new Set(await rightsInTurn(action))].sort();

/** A statement of a policy, one that depends on a condition included. */
export interface Statement {
  readonly Action: string | ReadonlyArray<string>;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy of the role that hold whatever the parameters are. */
export const statementsOf = (template: Template, policy: string): ReadonlyArray<Statement> => {
  const { Policies } = resourceOf(template, "Role").Properties as {
    Policies: ReadonlyArray<{ PolicyName: string; PolicyDocument: { Statement: ReadonlyArray<Statement> } }>;
  };
  const found = Policies.find(({ PolicyName }) => PolicyName === policy);
  return found?.PolicyDocument.Statement.filter((statement) => "Action" in statement) ?? [];
};

/** All actions of statements, in order. */
export const actionsOf = (statements: ReadonlyArray<Statement>): ReadonlyArray<string> =>
  statements.flatMap(({ Action }) => Action).sort();
