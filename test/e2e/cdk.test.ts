import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { root } from "../support/program.ts";
import { readTemplate, type Template } from "../support/template.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Their types don't compile under this project's strictness, so they are loaded without them. */
interface Cdk {
  readonly App: new (options: object) => { synth(): { getStackByName(name: string): { readonly template: Template } } };
  readonly Stack: new (app: unknown, name: string) => object;
}

const synthesise = async (parameters: Readonly<Record<string, unknown>>): Promise<Template> => {
  const { App, Stack }: Cdk = createRequire(import.meta.url)("aws-cdk-lib");
  const { Ssmbak } = await import(pathToFileURL(join(root, "deploy/cdk/index.js")).href);
  const app = new App({ outdir: temporaryFolder(), analyticsReporting: false });
  new Ssmbak(new Stack(app, "Backup"), "Ssmbak", { parameters });
  return app.synth().getStackByName("Backup").template;
};

const CODE = { S3Bucket: "", S3Key: "" };

/** One way of writing what may be written in two, and no code: the construct uploads that by itself. */
const normal = ({ Resources }: Template): unknown =>
  JSON.parse(JSON.stringify(Resources), (key, part: unknown) => {
    if (key === "Fn::GetAtt" && typeof part === "string") return part.split(".");
    return key === "Code" ? CODE : part;
  });

describe("the CDK construct", () => {
  it("synthesises the resources of the template", async () => {
    expect(normal(await synthesise({}))).toEqual(normal(readTemplate()));
  });

  it("sets parameters, and refuses those that there are not", async () => {
    const template = await synthesise({ RestoreWindowDays: 90 });
    expect(JSON.stringify(template.Resources["Bucket"])).toContain('"NoncurrentDays":90');
    await expect(synthesise({ Typo: 1 })).rejects.toThrow("Typo");
  });

  it("stores several accounts", async () => {
    const { Resources } = await synthesise({ MemberAccounts: ["444455556666", "777788889999"] });
    expect(JSON.stringify(Resources["EventBusPolicy"])).toContain('{"AWS":["444455556666","777788889999"]}');
    expect(JSON.stringify(Resources["Function"])).toContain("444455556666");
  });

  it("uploads the archive that the build made", async () => {
    const { Resources } = await synthesise({});
    expect(Resources["Function"]?.Properties["Code"]).toMatchObject({ S3Key: expect.stringMatching(/\.zip$/) });
  });
});
