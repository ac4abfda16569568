import type { PlannedStage } from '../pipeline/plan-pipeline.js';
import type { RunRecord } from '../pipeline/run-record.js';
import type { TestSetWatch } from './test-set-watch.js';

/** The run a report is about. */
export interface ReportRequest {
  readonly plan: readonly PlannedStage[];
  readonly record: RunRecord;
  readonly testSet: TestSetWatch;
}
