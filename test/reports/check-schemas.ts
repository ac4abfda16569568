/** An object with these properties and no others. */
function exactly(properties: object, required: readonly string[] = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false };
}

const text = { type: 'string', minLength: 1 };
const message = exactly({ text });
const location = exactly({
  physicalLocation: exactly({
    artifactLocation: exactly({
      uri: { type: 'string', pattern: "^[\\w.~!$&'()*+,;=:@%/-]+$" },
      uriBaseId: text,
    }),
    region: exactly(
      {
        startLine: { type: 'integer', minimum: 1 },
        startColumn: { type: 'integer', minimum: 1 },
        snippet: message,
      },
      ['startLine'],
    ),
  }),
});

/** The part of SARIF 2.1.0 (OASIS, appendix of the standard) that mlx writes, as strict as the standard or stricter. */
export const sarifSchema = exactly({
  $schema: { type: 'string', pattern: '^https://' },
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    items: exactly({
      tool: exactly({
        driver: exactly({
          name: text,
          version: text,
          rules: {
            type: 'array',
            uniqueItems: true,
            items: exactly({
              id: text,
              shortDescription: message,
              fullDescription: message,
              help: message,
            }),
          },
        }),
      }),
      automationDetails: exactly({ id: text }),
      invocations: {
        type: 'array',
        items: exactly({
          executionSuccessful: { type: 'boolean' },
          exitCode: { type: 'integer' },
          exitCodeDescription: text,
        }),
      },
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: {
        type: 'array',
        items: exactly(
          {
            ruleId: text,
            ruleIndex: { type: 'integer', minimum: 0 },
            level: { enum: ['none', 'note', 'warning', 'error'] },
            message,
            locations: { type: 'array', minItems: 1, items: location },
            relatedLocations: { type: 'array', uniqueItems: true, items: location },
            partialFingerprints: { type: 'object', additionalProperties: text },
          },
          ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
        ),
      },
    }),
  },
});

/** GitLab's Code Quality report as its documentation describes it. */
export const gitlabSchema = {
  type: 'array',
  items: exactly({
    description: text,
    check_name: text,
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: exactly({
      path: { type: 'string', pattern: '^[^/.]' },
      lines: exactly({ begin: { type: 'integer', minimum: 1 } }),
    }),
  }),
};
