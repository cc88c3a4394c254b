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
    plugins: [esModulesOfFpTs, credentialsOfLambda],
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
};
