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

/** The access key and the service that a request is signed for: an emulator stands in for all of them at one address. */
const signatureOf = (
  request: ClientRequest,
): { readonly key?: string | undefined; readonly service?: string | undefined } => {
  const [, key, service] =
    /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(String(request.getHeader("authorization"))) ?? [];
  return { key, service };
};

/** The rights that a request to AWS takes. */
const rightsFor = (request: ClientRequest): ReadonlyArray<string> => {
  // Of STS's calls only this one takes a right (API reference of GetCallerIdentity).
  if (signatureOf(request).service === "sts") return ["sts:AssumeRole"];
  const target = request.getHeader("x-amz-target");
  if (typeof target !== "string") return rightsOnS3(request);
  const [service, operation] = target.split(".");
  if (service !== "AmazonSSM") throw new Error(`no right is known for ${target}`);
  // Histories are read with decryption, and SSM decrypts in the name of whoever asks.
  return [`ssm:${operation}`, ...(operation === "GetParameterHistory" ? ["kms:Decrypt"] : [])];
};

/**
 * The rights that the calls take which an action of this process makes on AWS, call by call.
 *
 * @param counts Whether calls with this access key count. Default: all do.
 */
export const rightsInTurn = async (
  action: () => Promise<unknown>,
  counts: (key: string | undefined) => boolean = () => true,
): Promise<ReadonlyArray<string>> => {
  const rights: string[] = [];
  const record = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    if (counts(signatureOf(request).key)) rights.push(...rightsFor(request));
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
export const rightsTakenBy = async (...asked: Parameters<typeof rightsInTurn>): Promise<ReadonlyArray<string>> =>
  [...new Set(await rightsInTurn(...asked))].sort();

/** A statement of a policy. */
export interface Statement {
  readonly Action: string | ReadonlyArray<string>;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface Conditional {
  readonly "Fn::If": readonly [string, Statement, unknown];
}

/**
 * The statements of a policy of a role that hold whatever the parameters are, and those that hold on one condition.
 *
 * @param role Default: that of the functions.
 */
export const statementsOf = (
  template: Template,
  policy: string,
  { role = "Role", condition = "" } = {},
): ReadonlyArray<Statement> => {
  const { Policies } = resourceOf(template, role).Properties as {
    Policies: ReadonlyArray<{
      PolicyName: string;
      PolicyDocument: { Statement: ReadonlyArray<Statement | Conditional> };
    }>;
  };
  const found = Policies.find(({ PolicyName }) => PolicyName === policy);
  return (found?.PolicyDocument.Statement ?? []).flatMap((statement) => {
    if ("Action" in statement) return [statement];
    const [needed, conditional] = statement["Fn::If"];
    return needed === condition ? [conditional] : [];
  });
};

/** All actions of statements, in order. */
export const actionsOf = (statements: ReadonlyArray<Statement>): ReadonlyArray<string> =>
  statements.flatMap(({ Action }) => Action).sort();
