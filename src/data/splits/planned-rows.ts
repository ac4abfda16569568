import type { Column } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';
import { identifier, tableRows } from '../tables/sql.js';
import { timeValue } from './assign/time-value.js';

/** Where a table tells of times to come: rows that follow the last known value of a series are its plan. */
export interface Plan {
  readonly time: string;
  readonly series: string | null;
}

interface PlanRequest {
  readonly plan: Plan;
  readonly target: Column;
  readonly columns: readonly Column[];
}

/** How many rows lack the target because their time is still to come, after the last value of their series. */
export async function countPlanned(
  database: Database,
  file: string,
  { plan, target, columns }: PlanRequest,
): Promise<number> {
  const { value } = timeValue(plan.time, columns);
  const answer = `t.${identifier(target.name)}`;
  const each = plan.series === null ? '' : `PARTITION BY t.${identifier(plan.series)}`;
  const [found] = await database.rows<{ planned: number }>(
    `SELECT count_if(is_open AND moment > last_known) AS planned FROM (
       SELECT ${answer} IS NULL AS is_open, ${value} AS moment,
         max(${value}) FILTER (${answer} IS NOT NULL) OVER (${each}) AS last_known
       FROM ${tableRows(file)} AS t)`,
  );
  return found?.planned ?? 0;
}
