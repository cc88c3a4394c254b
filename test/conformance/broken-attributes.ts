import type { VersionFact } from "../../src/domain/model/fact.ts";
import type { ParameterAttributes } from "../../src/domain/model/parameter-version.ts";
import { type Break, type Broken, broken, loading, storing } from "./broken-store.ts";

const storingAttributes = (change: (attributes: ParameterAttributes) => ParameterAttributes): Break =>
  storing((version) => ({ ...version, attributes: change(version.attributes) }));

const without = <K extends keyof ParameterAttributes>(
  attributes: ParameterAttributes,
  key: K,
  isLost: (value: NonNullable<ParameterAttributes[K]>) => boolean = () => true,
): ParameterAttributes => {
  const { [key]: value, ...others } = attributes;
  return value !== undefined && value !== null && isLost(value) ? others : attributes;
};

const describing = (change: (description: string) => string): Break =>
  storingAttributes(({ description, ...others }) =>
    description === undefined ? others : { ...others, description: change(description) },
  );

const withoutWho = ({ modifiedBy: _, ...version }: VersionFact): VersionFact => version;

/** Stores that store other attributes than they were given. */
export const ATTRIBUTES: ReadonlyArray<Broken> = [
  broken(
    "loses attributes",
    loading((version) => ({ ...version, attributes: {} })),
    "attributes: come back whole: every",
    "attributes: are those of each",
  ),
  broken(
    "invents attributes",
    loading(({ attributes, ...version }) => ({ ...version, attributes: { tier: "Standard", ...attributes } })),
    "attributes: come back whole: no attributes",
  ),
  broken(
    "takes an empty description for none",
    storingAttributes((all) => without(all, "description", (text) => text === "")),
    "attributes: come back whole: an empty description",
  ),
  broken(
    "cuts descriptions at 256 characters",
    describing((text) => text.slice(0, 256)),
    "attributes: come back whole: a description of 1,024",
  ),
  broken(
    "stores descriptions as tags take them",
    describing((text) => text.replaceAll(/[^\p{L}\p{N} +\-=._:/@]/gu, "")),
    "attributes: come back whole: a description of 1,024 characters that",
    "attributes: come back whole: a description with",
  ),
  broken(
    "cuts policies at 2 KB",
    storingAttributes((all) => without(all, "policies", (policies) => JSON.stringify(policies).length > 2048)),
    "attributes: come back whole: policies of 4 KB",
  ),
  broken(
    "drops policies that say little",
    storingAttributes((all) =>
      without(all, "policies", (policies) => policies.some(({ policyText }) => policyText === undefined)),
    ),
    "attributes: come back whole: a policy of which",
  ),
  broken(
    "drops empty lists",
    storingAttributes((all) =>
      without(
        without(all, "labels", ({ length }) => length === 0),
        "policies",
        ({ length }) => length === 0,
      ),
    ),
    "attributes: come back whole: empty lists",
  ),
  broken(
    "sorts labels",
    storingAttributes(({ labels, ...others }) =>
      labels === undefined ? others : { ...others, labels: labels.toSorted() },
    ),
    "attributes: come back whole: labels, in their order",
  ),
  broken(
    "drops labels of older versions",
    storingAttributes((all) => without(all, "olderLabels")),
    "attributes: come back whole: labels of older",
    "attributes: come back whole: that no older",
  ),
  broken(
    "takes no tags for tags that are not known",
    storingAttributes((all) => without(all, "tags", (tags) => Object.keys(tags).length === 0)),
    "attributes: come back whole: that there were no tags",
  ),
  broken(
    "stores ten tags",
    storingAttributes(({ tags, ...others }) =>
      tags === undefined ? others : { ...others, tags: Object.fromEntries(Object.entries(tags).slice(0, 10)) },
    ),
    "attributes: come back whole: as many",
  ),
  broken(
    "drops tags beyond ASCII",
    storingAttributes((all) => without(all, "tags", (tags) => /[^\x20-\x7e]/.test(JSON.stringify(tags)))),
    "attributes: come back whole: tags beyond",
  ),
  broken(
    "drops tiers that it does not know",
    storingAttributes((all) => without(all, "tier", (tier) => tier.startsWith("Future"))),
    "attributes: come back whole: a data type and a tier",
  ),
  broken(
    "takes every type for StringList",
    storing((version) => ({ ...version, type: "StringList" })),
    'attributes: come with the type "String"',
    "attributes: come with the version wherever",
  ),
  broken(
    "takes lists for texts",
    storing((version) => (version.type === "StringList" ? { ...version, type: "String" } : version)),
    'attributes: come with the type "StringList"',
  ),
  broken(
    "forgets who made a version",
    storing(withoutWho),
    "attributes: come with who made",
    "attributes: come back whole",
  ),
  broken(
    "invents who made a version",
    storing((version) => ({ modifiedBy: "nobody", ...version })),
    "attributes: come without who made",
  ),
];
