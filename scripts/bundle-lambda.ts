import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What to bundle, and where to. */
export interface BundleOptions {
  /** Default: the Lambda entry of this project. */
  readonly entryPoint?: string;
  readonly outfile: string;
}

/**
 * fp-ts and io-ts ship every module twice. Native ESM can only name the CommonJS build (`lib`), which a bundler can't
 * shake; `es6` is the same module as ESM.
 */
const esModulesOfFpTs: Plugin = {
  name: "es-modules-of-fp-ts",
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(fp-ts|io-ts)\/lib\// }, ({ path, kind, importer, resolveDir }) =>
      pluginBuild.resolve(path.replace("/lib/", "/es6/"), { kind, importer, resolveDir }),
    );
  },
};

/** See lambda-credentials.ts. */
const credentialsOfLambda: Plugin = {
  name: "credentials-of-lambda",
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: `${root}scripts/lambda-credentials.ts`,
    }));
  },
};

/**
 * The client of SSM registers a class for each of SSM's 130 errors, which keeps all of these classes in the bundle: 50 kB.
 * An error without a class comes as the client's base exception, with the same name, message and status. The handler
 * tells errors by their names.
 */
const ssmErrorsByName: Plugin = {
  name: "ssm-errors-by-name",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /client-ssm\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/^n0_registry\.registerError\(.*\);$/gm, ""),
    }));
  },
};

/** The clients read their version from their package.json; the rest of these files is of no use in a bundle. */
const versionsOfClients: Plugin = {
  name: "versions-of-clients",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /@aws-sdk\/client-[a-z]+\/package\.json$/ }, async ({ path }) => {
      const manifest: { readonly version: string } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version: manifest.version }), loader: "json" };
    });
  },
};

/** The SDK loads event streams when a call answers with one. None of the handler's calls does. */
const noEventStreams: Plugin = {
  name: "no-event-streams",
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "@smithy/core/event-streams", external: true } : undefined,
    );
  },
};

/**
 * reflect-metadata and parts of the SDK are CommonJS and may call `require` for Node's own modules. An ES module has no `require`, so
 * it gets one.
 */
const requireForCommonJs =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Bundles the Lambda entry into one minified ES module and answers what went into it. */
export const bundleLambda = async (options: BundleOptions): Promise<Metafile> => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [options.entryPoint ?? "src/entry/lambda/index.ts"],
    outfile: options.outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    banner: { js: requireForCommonJs },
    plugins: [esModulesOfFpTs, credentialsOfLambda, ssmErrorsByName, versionsOfClients, noEventStreams],
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
};
