import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** What a server counts, in the names and units of Prometheus. */
export interface ServingMetrics {
  readonly registry: Registry;
  answered(route: string, status: number, seconds: number): void;
  predicted(version: string, rows: number): void;
  refused(why: string): void;
  cached(hit: boolean): void;
  fellBack(to: string): void;
  shadowed(version: string, rows: { readonly agreeing: number; readonly differing: number }): void;
  shadowFailed(version: string): void;
}

/** What is read at the moment of asking. */
export interface Gauges {
  readonly inFlight: () => number;
  readonly model: () => { readonly name: string; readonly version: string } | undefined;
  /** Whether the model is left alone because it keeps failing. */
  readonly circuitIsOpen: () => boolean;
}

/** The metrics of one worker, with those of its process (memory, CPU, event loop). */
export async function servingMetrics(gauges: Gauges): Promise<ServingMetrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import(
    'prom-client'
  );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ) => new Counter({ name: `mlx_${name}`, help, labelNames: [...labelNames], registers });
  const requests = counter('requests_total', 'Requests answered', ['route', 'status']);
  const rows = counter('predicted_rows_total', 'Rows predicted', ['version']);
  const refusals = counter('refused_total', 'Requests refused before they were read', ['why']);
  const lookups = counter('cache_lookups_total', 'Answers looked up in the cache', ['result']);
  const fallbacks = counter('fallback_total', 'Requests that something else answered', ['to']);
  const shadows = counter('shadow_rows_total', 'Rows the shadow was asked', ['version', 'result']);
  const seconds = new Histogram({
    ...{ name: 'mlx_request_seconds', help: 'Time from request to answer', registers },
    labelNames: ['route'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  new Gauge({
    ...{ name: 'mlx_requests_in_flight', help: 'Requests under way', registers },
    collect() {
      this.set(gauges.inFlight());
    },
  });
  new Gauge({
    ...{ name: 'mlx_circuits_open', help: 'Workers whose model is left alone: it kept failing' },
    registers,
    collect() {
      this.set(gauges.circuitIsOpen() ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'mlx_model_info', help: 'The model that answers', registers },
    labelNames: ['name', 'version'],
    collect() {
      this.reset();
      const model = gauges.model();
      if (model !== undefined) this.set({ name: model.name, version: model.version }, 1);
    },
  });
  return {
    registry,
    answered: (route, status, took) => {
      requests.inc({ route, status });
      seconds.observe({ route }, took);
    },
    predicted: (version, count) => rows.inc({ version }, count),
    refused: (why) => refusals.inc({ why }),
    cached: (hit) => lookups.inc({ result: hit ? 'hit' : 'miss' }),
    fellBack: (to) => fallbacks.inc({ to }),
    shadowed: (version, { agreeing, differing }) => {
      shadows.inc({ version, result: 'agrees' }, agreeing);
      shadows.inc({ version, result: 'differs' }, differing);
    },
    shadowFailed: (version) => shadows.inc({ version, result: 'failed' }),
  };
}

/** The metrics of one worker as plain data. */
export type WorkerMetrics = readonly MetricObjectWithValues<MetricValue<string>>[];

/** The metrics of several workers as one text: counters and histograms are summed. */
export async function metricsOfAll(workers: readonly WorkerMetrics[]): Promise<string> {
  const { AggregatorRegistry } = await import('prom-client');
  return AggregatorRegistry.aggregate(workers.map((each) => [...each])).metrics();
}
