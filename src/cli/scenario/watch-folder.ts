import { watch } from 'node:fs';

/** Editors write a file in several steps. */
const QUIET = 100;

/** Calls `run` now and after changes below the folder, until the program is interrupted. */
export function watchFolder(folder: string, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const start = (): void => {
      run().catch(reject);
    };
    start();
    const watcher = watch(folder, { recursive: true }, (_, path) => {
      if (path !== null && /(?:^|[\\/])(?:\.git|node_modules)[\\/]/.test(path)) return;
      clearTimeout(timer);
      timer = setTimeout(start, QUIET);
    });
    watcher.on('error', reject);
    process.once('SIGINT', () => {
      clearTimeout(timer);
      watcher.close();
      resolve();
    });
  });
}
