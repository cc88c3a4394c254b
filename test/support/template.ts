import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type ScalarTag } from "yaml";
import { root } from "./program.ts";

/** A resource of a CloudFormation template, intrinsic functions in their long form. */
export interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The parts of a CloudFormation template that are looked at. */
export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown; readonly MaxValue?: unknown }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

const FUNCTIONS = ["Ref", "Sub", "GetAtt", "If", "Equals", "Not", "Select", "Join"];

const longForm = (name: string): string => (name === "Ref" ? name : `Fn::${name}`);

const tagsOf = (name: string) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [longForm(name)]: text }) } satisfies ScalarTag,
  {
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (sequence: { toJSON(): unknown }) => ({ [longForm(name)]: sequence.toJSON() }),
  },
];

/** Where the template is. */
export const templatePath = join(root, "deploy/template.yaml");

/** Where the template for other accounts and regions is. */
export const memberTemplatePath = join(root, "deploy/member.yaml");

/** Reads a template, short forms of intrinsic functions included. */
export const readTemplate = (path = templatePath): Template =>
  parse(readFileSync(path, "utf8"), { customTags: FUNCTIONS.flatMap(tagsOf) });

/** The resource of a name; throws when there is none. */
export const resourceOf = (template: Template, name: string): Resource => {
  const resource = template.Resources[name];
  if (resource === undefined) throw new Error(`the template has no resource ${name}`);
  return resource;
};
