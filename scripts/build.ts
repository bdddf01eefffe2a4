/**
 * Builds `dist/`: the bundled command line (`cli.js` and chunks loaded on demand), the API (`index.js`) and its types.
 * All packages are bundled but those in `dependencies`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function bundle(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: false,
    legalComments: 'none',
    chunkNames: 'chunks/[name]-[hash]',
    // cosmiconfig's own TypeScript loader would pull in the compiler; ours is jiti.
    external: [...Object.keys(manifest.dependencies ?? {}), 'typescript'],
    // Bundled CommonJS packages ask for Node's modules through `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  chmodSync(join(dist, 'cli.js'), 0o755);
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
await bundle();
declarations();
