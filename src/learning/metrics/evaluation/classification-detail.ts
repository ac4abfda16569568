import type { Predictions } from '../../../contracts/model.js';
import {
  type Confusion,
  classCounts,
  confusionOf,
  decisions,
  f1Of,
  precisionOf,
  recallOf,
} from '../confusion.js';
import type { MetricOptions, Truth } from '../metric.js';
import { calibrationOf } from './calibration.js';
import { classCurves } from './curves.js';
import type { ClassificationDetail, ClassReport, ConfusionTable } from './evaluation.js';

const mostClasses = 50;
const mostCurves = 10;

/** What a report shows of a classifier beside its metrics. */
export function classificationDetail(
  truth: Truth,
  predictions: Predictions,
  options: MetricOptions,
): ClassificationDetail {
  const decided = decisions(truth, predictions, options);
  const confusion = confusionOf(truth, decided, truth.weights);
  const { kind, classes } = truth.task;
  const curved = kind === 'binary' || kind === 'anomaly' ? [1] : largest(confusion, mostCurves);
  return {
    kind: 'classification',
    confusion: confusionTable(confusion, classes),
    classes: classReports(confusion, classes),
    curves: curved.map((index) => classCurves(truth, predictions, index)),
    // A score is no probability: there is nothing it could keep to.
    calibration:
      kind === 'anomaly' ? { bins: [], error: 0 } : calibrationOf(truth, predictions, decided),
  };
}

/** Indices of the classes with most rows, in index order. */
function largest(confusion: Confusion, most: number): readonly number[] {
  return classCounts(confusion)
    .map(({ support }, index) => ({ support, index }))
    .sort((a, b) => b.support - a.support || a.index - b.index)
    .slice(0, most)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

function confusionTable(confusion: Confusion, labels: readonly string[]): ConfusionTable {
  const folds = labels.length > mostClasses;
  const kept = largest(confusion, folds ? mostClasses - 1 : mostClasses);
  const places = new Map(kept.map((index, place) => [index, place]));
  const size = kept.length + Number(folds);
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [cell, weight] of confusion.counts.entries()) {
    const row = counts[places.get(Math.floor(cell / confusion.classes)) ?? kept.length];
    const column = places.get(cell % confusion.classes) ?? kept.length;
    if (row !== undefined) row[column] = (row[column] ?? 0) + weight;
  }
  return {
    classes: [...kept.map((index) => labels[index] ?? ''), ...(folds ? ['(other)'] : [])],
    counts,
  };
}

function classReports(confusion: Confusion, labels: readonly string[]): readonly ClassReport[] {
  const counts = classCounts(confusion);
  return largest(confusion, mostClasses).flatMap((index) => {
    const each = counts[index];
    if (each === undefined) return [];
    return [
      {
        class: labels[index] ?? '',
        precision: precisionOf(each),
        recall: recallOf(each),
        f1: f1Of(each),
        support: each.support,
      },
    ];
  });
}
