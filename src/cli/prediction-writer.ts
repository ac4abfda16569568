import type { ForecastShape } from '../contracts/forecast.js';
import type { Predictor } from '../contracts/model.js';
import type { Prediction } from '../delivery/prediction.js';
import type { PredictionExplanation } from '../stages/insight/package-explainer.js';
import type { Style } from '../ui/style.js';
import { explainedText } from './explained-text.js';

export type PredictionFormat = 'json' | 'jsonl' | 'csv' | 'text';

/** An answer, and why, where that was asked for. */
export type ExplainedPrediction = Prediction & { readonly explanation?: PredictionExplanation };

/** Writes answers in order, in full precision, without holding them all. */
export class PredictionWriter {
  rows = 0;
  #begun = false;
  readonly #format: PredictionFormat;
  readonly #predictor: Predictor;
  readonly #style: Style;
  readonly #put: (text: string) => unknown;

  constructor(
    {
      format,
      predictor,
      style,
    }: { readonly format: PredictionFormat; readonly predictor: Predictor; readonly style: Style },
    put: (text: string) => unknown,
  ) {
    this.#format = format;
    this.#predictor = predictor;
    this.#style = style;
    this.#put = put;
  }

  async write(predictions: readonly ExplainedPrediction[]): Promise<void> {
    await this.#begin();
    const lines = predictions.map((prediction, at) => this.#line(prediction, this.rows + at));
    this.rows += predictions.length;
    if (lines.length > 0) await this.#put(lines.join(''));
  }

  async end(): Promise<void> {
    await this.#begin();
    if (this.#format === 'json') await this.#put(this.rows === 0 ? ']}\n' : '\n  ]\n}\n');
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#put(this.#head());
  }

  #head(): string {
    const { version, signature } = this.#predictor;
    if (this.#format === 'json') {
      return `{\n  "schema": "mlx.predictions/1",\n  "version": ${JSON.stringify(version)},\n  "predictions": [`;
    }
    if (this.#format === 'jsonl' || this.#format === 'text') return '';
    const { kind, classes, target, forecast } = signature.task;
    if (forecast !== undefined) return `${forecastNames(forecast).map(quoted).join(',')}\n`;
    const names =
      kind === 'anomaly'
        ? ['score', 'flagged']
        : kind === 'regression'
          ? [target]
          : [target, ...classes.map((label) => `p(${label})`)];
    return `${names.map(quoted).join(',')}\n`;
  }

  #line(prediction: ExplainedPrediction, row: number): string {
    if (this.#format === 'jsonl') return `${JSON.stringify(prediction)}\n`;
    if (this.#format === 'text') return explainedText(prediction, row, this.#style);
    if (this.#format === 'json')
      return `${row === 0 ? '' : ','}\n    ${JSON.stringify(prediction)}`;
    if ('value' in prediction) return `${prediction.value}\n`;
    if ('forecast' in prediction) return this.#forecastLine(prediction);
    if ('score' in prediction) return `${prediction.score},${prediction.flagged}\n`;
    const { classes } = this.#predictor.signature.task;
    const cells = classes.map((label) => prediction.probabilities[label] ?? '');
    return `${quoted(prediction.label)},${cells.join(',')}\n`;
  }

  #forecastLine(prediction: Extract<Prediction, { readonly forecast: number }>): string {
    const { series, targets } = this.#predictor.signature.task.forecast as ForecastShape;
    const { time, forecast, low = '', high = '' } = prediction;
    const cells = [
      ...(series === undefined ? [] : [quoted(prediction.series ?? '')]),
      ...[time, ...(targets.length > 1 ? [quoted(prediction.target ?? '')] : [])],
      ...[forecast, low, high],
    ];
    return `${cells.join(',')}\n`;
  }
}

function forecastNames({ series, time, targets }: ForecastShape): readonly string[] {
  const value = targets.length > 1 ? ['target', 'forecast'] : targets;
  return [...(series === undefined ? [] : [series]), time, ...value, 'low', 'high'];
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
