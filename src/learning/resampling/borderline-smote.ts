import { allRows, nearestNeighbours } from '../neighbours/nearest.js';
import { assemble, type MadeRows } from './parts/assemble.js';
import { distancePoints, neighbourParams, neighboursInClass } from './parts/class-neighbours.js';
import { makeRows, onTheLine } from './parts/interpolate.js';
import { lacking, ratioParams, rowsByClass } from './parts/ratio.js';
import { defineResampler } from './resampler.js';

/** Borderline-SMOTE 1: Han, Wang & Mao 2005. New rows start only where half the neighbours or more are of other classes. */
export const borderlineSmote = defineResampler({
  name: 'borderline-smote',
  summary: 'SMOTE that starts only from rows at the border to other classes',
  params: {
    ...ratioParams,
    ...neighbourParams,
    border_neighbours: {
      type: 'integer',
      minimum: 1,
      default: 10,
      description:
        'A row is at the border when at least half of so many nearest are of other classes, but not all',
    },
  },
  reads: 'numbers',

  async resample(rows, { ratio, neighbours: count, border_neighbours: around }, context) {
    const points = distancePoints(rows, context);
    const all = allRows(rows.y.length);
    const byClass = rowsByClass(rows.y, context.classes.length);
    const wanted = lacking(
      byClass.map(({ length }) => length),
      ratio,
    );
    const made: MadeRows[] = [];
    for (const [label, own] of byClass.entries()) {
      const missing = wanted[label] ?? 0;
      if (missing === 0) continue;
      const near = await nearestNeighbours(
        points,
        { of: own, among: all, count: around },
        context.breathe,
      );
      const border = own.filter((_, place) => {
        const others = near.rows
          .subarray(place * near.count, (place + 1) * near.count)
          .filter((row) => rows.y[row] !== label).length;
        return others >= near.count / 2 && others < near.count;
      });
      if (border.length === 0) {
        const name = context.classes[label] ?? '';
        context.note(`no row of class \`${name}\` is at the border, so none was made`);
        continue;
      }
      const request = { of: border, among: own, label };
      const neighbours = await neighboursInClass(points, request, { count, context });
      const random = context.random(`${label}`);
      const seeds = { label, rows: border, neighbours };
      made.push(makeRows(rows, seeds, { count: missing, random, write: onTheLine(rows) }));
    }
    return assemble(rows, all, made);
  },
});
