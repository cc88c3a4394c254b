import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

const bucketOperation = (query: URLSearchParams): string => {
  if (query.has("versioning")) return "GetBucketVersioning";
  return query.has("versions") ? "ListObjectVersions" : "ListObjectsV2";
};

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  GET: "GetObject",
  HEAD: "HeadObject",
  PUT: "PutObject",
  DELETE: "DeleteObject",
};

/** The operation that a request to SSM or, path-style, to S3 asks for. */
const operationOf = ({ method, path, getHeader }: Pick<ClientRequest, "method" | "path" | "getHeader">): string => {
  const target = getHeader("x-amz-target");
  if (typeof target === "string") return target.split(".")[1] ?? target;
  const { searchParams, pathname } = new URL(path, "http://localhost");
  const isObject = pathname.split("/").filter((part) => part !== "").length > 1;
  if (!isObject) return bucketOperation(searchParams);
  return searchParams.has("tagging") ? "GetObjectTagging" : (OBJECT_OPERATIONS[method] ?? method);
};

/** How often an action of this process called each operation of AWS. */
export const countCalls = async (action: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  const record = (message: unknown): void => {
    const { request } = message as { request: ClientRequest };
    const operation = operationOf({
      method: request.method,
      path: request.path,
      getHeader: (name) => request.getHeader(name),
    });
    counts[operation] = (counts[operation] ?? 0) + 1;
  };
  subscribe("http.client.request.start", record);
  try {
    await action();
  } finally {
    unsubscribe("http.client.request.start", record);
  }
  return counts;
};
