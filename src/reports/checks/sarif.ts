import { createHash } from 'node:crypto';
import type { Place } from '../../errors/index.js';
import { type Check, type ChecksReport, troubles, withHints } from './check.js';
import { ruleWords } from './rule-words.js';

/**
 * Failures and warnings as SARIF 2.1.0 (OASIS), for GitHub's code scanning and editors. Every result has a place, as
 * GitHub wants it; its partial fingerprint stays when only figures change. Ends with a newline.
 */
export function sarifLog(report: ChecksReport): string {
  const { version, project, command, exit, file, checks } = report;
  const found = troubles(checks);
  const codes = [...new Set(found.map(({ code }) => code))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mlx', version, rules: codes.map(ruleOf) } },
        automationDetails: { id: `mlx/${project}/${command}/` },
        invocations: [
          {
            executionSuccessful: exit.code === 0,
            exitCode: exit.code,
            exitCodeDescription: exit.name,
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: found.map((check) => ({
          ruleId: check.code,
          ruleIndex: codes.indexOf(check.code),
          level: check.state === 'failed' ? 'error' : 'warning',
          message: { text: withHints(check) },
          locations: [locationOf(check.place ?? { file })],
          ...(check.related !== undefined &&
            check.related.length > 0 && { relatedLocations: check.related.map(locationOf) }),
          partialFingerprints: { 'mlxCheck/v1': identityOf(check, file) },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: string): object {
  const { title, explanation } = ruleWords(code);
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: `${explanation}\n\n\`mlx explain ${code}\` says more.` },
  };
}

function locationOf({ file, line = 1, column, source }: Place): object {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: file.split(/[\\/]/).map(encodeURIComponent).join('/'),
        uriBaseId: '%SRCROOT%',
      },
      region: {
        startLine: line,
        ...(column !== undefined && { startColumn: column }),
        ...(source !== undefined && { snippet: { text: source } }),
      },
    },
  };
}

function identityOf({ code, part, name, place }: Check, file: string): string {
  const text = [code, part, name, place?.file ?? file].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
