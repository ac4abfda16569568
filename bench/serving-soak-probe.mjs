// Loaded into each server process of serving-soak.mjs: on SIGUSR2 it collects garbage and writes what memory is left in use.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const folder = process.env.SOAK_FOLDER;
if (folder !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    // Twice, with a turn between: what is freed by finalisers is garbage of the second.
    collect();
    setImmediate(() => {
      collect();
      const { rss, heapUsed, external } = memoryUsage();
      const line = JSON.stringify({ rss, heapUsed, external });
      appendFileSync(join(folder, `memory-${process.pid}.jsonl`), `${line}\n`);
    });
  });
}
