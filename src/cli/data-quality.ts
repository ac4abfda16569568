import type { IngestResult } from '../data/ingest-request.js';
import type { SplitResult } from '../data/split-table.js';
import type { ReportedQuality } from '../reports/reported-quality.js';

/** What ingest and split know of the quality of the data, as a report shows it. */
export function dataQuality(ingest: IngestResult, split: SplitResult): ReportedQuality {
  const { sources, sample, table, quality, quarantined, privacy } = ingest;
  const { audit, reasons } = split;
  const leftOut = [
    { why: 'not in the sample', rows: sample === undefined ? 0 : sample.of - sample.rows },
    { why: 'of people who were erased', rows: privacy.erasedRows },
    { why: 'older than the retention allows', rows: privacy.expiredRows },
    { why: 'too few alike for k-anonymity', rows: privacy.suppressedRows },
    ...reasons.map(({ why, rows }) => ({ why: `in no split: ${why}`, rows })),
  ];
  return {
    read: sources.reduce((sum, { rows }) => sum + rows, 0),
    sources: sources.length,
    rows: table.rows,
    quarantined,
    rules: quality.map(({ label, outcome, broken, considered }) => ({
      ...{ label, outcome },
      ...(broken !== undefined && { broken }),
      ...(considered !== undefined && { considered }),
    })),
    leftOut: leftOut.filter(({ rows }) => rows > 0),
    audited: audit.kinds.length,
    findings: audit.findings.map(({ level, text }) => ({ level, text })),
  };
}
