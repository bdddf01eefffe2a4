/**
 * Builds `dist/`: the bundled command line (`cli.js` and chunks loaded on demand), the API (`index.js`) and its types.
 * All packages are bundled but those in `dependencies`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

const COMMON = {
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

async function bundleCli(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  await build({
    ...COMMON,
    entryPoints: { cli: 'src/cli/main.ts' },
    splitting: true,
    platform: 'node',
    target: 'node20.19',
    chunkNames: 'chunks/[name]-[hash]',
    // cosmiconfig's own TypeScript loader would pull in the compiler; ours is jiti.
    external: [...Object.keys(manifest.dependencies ?? {}), 'typescript'],
    // Bundled CommonJS packages ask for Node's modules through `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
  chmodSync(join(dist, 'cli.js'), 0o755);
}

/** For any platform: what it imports is pure, so a Node module in it fails the build. */
async function bundleApi(): Promise<void> {
  await build({
    ...COMMON,
    entryPoints: { index: 'src/index.ts' },
    platform: 'neutral',
    target: 'es2022',
    mainFields: ['module', 'main'],
  });
}

function declarations(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

rmSync(dist, { recursive: true, force: true });
await Promise.all([bundleCli(), bundleApi()]);
declarations();
