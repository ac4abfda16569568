import type { Usage } from './events.js';

const sampleMs = 50;
const megabyte = 1024 * 1024;

/**
 * Runs some work of this process and says what it used: wall and CPU seconds, and the highest resident
 * memory seen, sampled every 50 ms (the whole process, TensorFlow and DuckDB included).
 */
export async function measureUsage<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; usage: Omit<Usage, 'bytes'> }> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let peak = process.memoryUsage.rss();
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, sampleMs);
  try {
    const result = await work();
    peak = Math.max(peak, process.memoryUsage.rss());
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      result,
      usage: {
        seconds: (performance.now() - startedAt) / 1000,
        cpuSeconds: (user + system) / 1e6,
        peakMemoryMb: peak / megabyte,
      },
    };
  } finally {
    clearInterval(sampler);
  }
}
