import * as E from "fp-ts/lib/Either.js";
import { describe, expect, it, vi } from "vitest";
import { PowertoolsLogger } from "../../src/adapters/powertools/powertools-logger.ts";
import { sweep } from "../../src/application/audit/sweep.ts";
import { backUpChanges } from "../../src/application/backup/back-up-changes.ts";
import { storeUnavailable } from "../../src/ports/store-error.ts";
import { statementsOf } from "../support/rights.ts";
import { memberTemplatePath, readTemplate, resourceOf } from "../support/template.ts";
import { decoded, rightOf, storeLike, Workshop } from "../support/workshop.ts";

const template = readTemplate();
const propertiesOf = (name: string) => resourceOf(template, name).Properties;
const namesOf = (type: string): ReadonlyArray<string> =>
  Object.entries(template.Resources).flatMap(([name, { Type }]) => (Type === type ? [name] : []));

describe("the template", () => {
  it("keeps the bucket when the stack goes, private, versioned, encrypted, by TLS alone", () => {
    expect(resourceOf(template, "Bucket")).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    });
    expect(propertiesOf("BucketPolicy")["PolicyDocument"]).toMatchObject({
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [{ "Fn::GetAtt": "Bucket.Arn" }, { "Fn::Sub": expect.stringMatching(/Bucket\.Arn\}\/\*$/) }],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("expires old states and tombstones after the same days, and nothing else", () => {
    const days = { Ref: "RestoreWindowDays" };
    expect(propertiesOf("Bucket")["LifecycleConfiguration"]).toEqual({
      Rules: [
        { Id: "restore-window", Status: "Enabled", NoncurrentVersionExpiration: { NoncurrentDays: days } },
        {
          ...{ Id: "tombstones", Status: "Enabled", Prefix: "ssmbak/aside/", ExpirationInDays: days },
          TagFilters: [{ Key: "ssmbakExpires", Value: "window" }],
        },
        { Id: "tombstone-markers", Status: "Enabled", Prefix: "ssmbak/aside/", ExpiredObjectDeleteMarker: true },
      ],
    });
  });

  it("hides a message for six times as long as the function may run, after the longest wait for a batch", () => {
    expect(Number(propertiesOf("Queue")["VisibilityTimeout"])).toBeGreaterThanOrEqual(
      6 * Number(propertiesOf("Function")["Timeout"]) + Number(template.Parameters["BatchWindowSeconds"]?.MaxValue),
    );
  });

  it("lets only its own rules send to its queues", () => {
    for (const name of namesOf("AWS::SQS::QueuePolicy")) {
      const { Statement } = propertiesOf(name)["PolicyDocument"] as { Statement: ReadonlyArray<unknown> };
      for (const statement of Statement) {
        expect(statement).toMatchObject({
          Principal: { Service: "events.amazonaws.com" },
          Condition: { ArnEquals: { "aws:SourceArn": expect.anything() } },
        });
      }
    }
  });

  it("decrypts through Parameter Store only", () => {
    expect(statementsOf(template, "code").filter(({ Action }) => Action === "kms:Decrypt")).toEqual([
      expect.objectContaining({
        Condition: {
          StringEquals: { "kms:ViaService": { "Fn::Sub": expect.stringMatching(/^ssm\.\$\{AWS::Region\}\./) } },
        },
      }),
    ]);
  });

  it("names every action and every resource of its role", () => {
    for (const { Action, Resource } of [...statementsOf(template, "code"), ...statementsOf(template, "lambda")]) {
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      expect(Resource).not.toBe("*");
    }
  });

  it("tells somebody of every alarm, and says in each where to read on", () => {
    const alarms = namesOf("AWS::CloudWatch::Alarm");
    expect(alarms).toHaveLength(7);
    for (const name of alarms) {
      expect(propertiesOf(name)["AlarmActions"]).toEqual([{ Ref: "AlarmTopic" }]);
      expect(propertiesOf(name)["AlarmDescription"]).toMatch(/See docs\/operations\.md, "[A-Z]/);
      expect(JSON.stringify(propertiesOf("Dashboard"))).toContain(`:alarm:\${${name}}`);
    }
  });

  it("rings when only sweeps store anything, by the metrics of both functions", () => {
    const { Metrics, EvaluationPeriods } = propertiesOf("SilentEventsAlarm") as {
      EvaluationPeriods: number;
      Metrics: ReadonlyArray<{ Id: string; Expression?: string; MetricStat?: { Metric: unknown; Period: number } }>;
    };
    const storedBy = (name: string) => ({
      Namespace: "ssmbak",
      MetricName: "Stored",
      Dimensions: [{ Name: "service", Value: { Ref: name } }],
    });
    const watched = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat === undefined ? [] : [{ Id, ...MetricStat }]));
    expect(watched.map(({ Id, Metric }) => [Id, Metric])).toEqual([
      ["stored", storedBy("Function")],
      ["swept", storedBy("SweepFunction")],
    ]);
    expect(Metrics[0]?.Expression).toBe("IF(FILL(swept, 0) > 0 AND FILL(stored, 0) == 0, 1, 0)");
    // CloudWatch looks back over seven days at most (API reference of PutMetricAlarm).
    for (const { Period } of watched) expect(Period * EvaluationPeriods).toBeLessThanOrEqual(604_800);
  });

  it("shows the metrics of both functions: each has its own name as the service", () => {
    const { "Fn::Sub": body } = propertiesOf("Dashboard")["DashboardBody"] as { "Fn::Sub": string };
    const { widgets } = JSON.parse(body) as { widgets: ReadonlyArray<{ properties: { metrics?: string[][] } }> };
    const shown = widgets.flatMap(({ properties: { metrics = [] } }) =>
      metrics.flatMap(([namespace, metric, , service]) =>
        namespace === "ssmbak" ? [`${metric} ${service?.slice(2, -1)}`] : [],
      ),
    );
    expect([...new Set(shown)].sort()).toEqual([
      "Failed Function",
      "Failed SweepFunction",
      "Gaps Function",
      "Gaps SweepFunction",
      "Lag Function",
      "Skipped Function",
      "Stored Function",
      "Stored SweepFunction",
    ]);
  });

  it.each(["finished", "broken off"])("counts what a sweep finds from the line that it logs: %s", async (end) => {
    const workshop = new Workshop();
    const first = decoded(workshop.put("/many"));
    await rightOf(backUpChanges(workshop.dependencies())(first.name, [first]));
    for (let version = 2; version <= 110; version += 1) workshop.put("/many", "x", 1);
    const store = storeLike(workshop.store, {
      statesAt: async function* (selection, instant) {
        yield* workshop.store.statesAt(selection, instant);
        if (end === "broken off") yield E.left(storeUnavailable("away"));
      },
    });
    const written: string[] = [];
    const logger = new PowertoolsLogger("info");
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
    }
    await sweep(workshop.dependencies({ store, logger }))();
    vi.restoreAllMocks();
    const lines = written.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line));
    for (const [filter, value] of [
      ["SweepGapsFilter", 1],
      ["SweepUnexpectedFilter", 0],
    ] as const) {
      const { FilterPattern, MetricTransformations } = propertiesOf(filter) as {
        FilterPattern: string;
        MetricTransformations: ReadonlyArray<{ MetricValue: string }>;
      };
      const messages = [...FilterPattern.matchAll(/\$\.message = "([^"]+)"/g)].map(([, message]) => message);
      const told = lines.filter(({ message }) => messages.includes(message));
      expect(told.map((line) => line[MetricTransformations[0]?.MetricValue.slice(2) ?? ""])).toEqual([value]);
    }
  });

  it("has a default for everything but the code", () => {
    const needed = Object.entries(template.Parameters).filter(([, { Default }]) => Default === undefined);
    expect(needed.map(([name]) => name)).toEqual(["CodeBucket", "CodeKey"]);
  });
});

describe("the template for several accounts", () => {
  const several = Object.entries(template.Resources).filter(([, { Condition }]) => Condition === "StoresSeveral");

  it("makes nothing more where there is one", () => {
    expect(several.map(([name]) => name)).toEqual(["EventBus", "EventBusPolicy", "MemberRule", "AccountsParameter"]);
    expect(template.Parameters["MemberAccounts"]?.Default).toBe("");
    for (const name of ["Function", "SweepFunction"]) {
      const { Variables } = propertiesOf(name)["Environment"] as { Variables: Readonly<Record<string, unknown>> };
      for (const variable of ["SSMBAK_ACCOUNTS", "SSMBAK_REGIONS", "SSMBAK_READ_ROLE"]) {
        expect(Variables[variable]).toEqual({
          "Fn::If": ["StoresSeveral", expect.anything(), { Ref: "AWS::NoValue" }],
        });
      }
    }
  });

  it("lets those accounts alone send, and events of Parameter Store alone", () => {
    expect(propertiesOf("EventBusPolicy")["Statement"]).toMatchObject({
      Principal: { AWS: { Ref: "MemberAccounts" } },
      Action: "events:PutEvents",
      Condition: { "ForAllValues:StringEquals": { "events:source": "aws.ssm" } },
    });
  });

  it("assumes roles of that name in those accounts alone", () => {
    const statements = statementsOf(template, "code", { condition: "StoresSeveral" });
    expect(statements.filter(({ Action }) => Action === "sts:AssumeRole")).toEqual([
      expect.objectContaining({
        Resource: { "Fn::Sub": expect.stringMatching(/:role\/\$\{ReadRole\}-\*$/) },
        Condition: { StringEquals: { "aws:ResourceAccount": { Ref: "MemberAccounts" } } },
      }),
    ]);
  });
});

describe("the template of a member", () => {
  const member = readTemplate(memberTemplatePath);

  it("lets the central functions alone read, under the name that they ask for", () => {
    const { Properties } = resourceOf(member, "Reader");
    expect(Properties["RoleName"]).toEqual({ "Fn::Sub": expect.stringMatching(/^\$\{ReadRole\}-\$\{AWS::Region\}$/) });
    expect(Properties["AssumeRolePolicyDocument"]).toMatchObject({
      Statement: [{ Effect: "Allow", Principal: { AWS: { Ref: "CentralRoleArn" } }, Action: "sts:AssumeRole" }],
    });
    expect(member.Parameters["ReadRole"]?.Default).toBe(template.Parameters["ReadRole"]?.Default);
  });

  it("sends the events on that the central stack takes", () => {
    const { EventPattern } = resourceOf(member, "ChangeRule").Properties;
    expect(EventPattern).toEqual(propertiesOf("ChangeRule")["EventPattern"]);
    expect(EventPattern).toEqual(propertiesOf("MemberRule")["EventPattern"]);
    expect(statementsOf(member, "send", { role: "Sender" })).toMatchObject([
      { Action: "events:PutEvents", Resource: { Ref: "CentralEventBusArn" } },
    ]);
  });
});
