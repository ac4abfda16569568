import type { Rule } from './rule.js';

/** A fallback by rule has an answer, and it is one that clients of such a model read. */
export const fallbackIsAnAnswer: Rule = {
  reads: ['serve', 'task'],
  check: ({ serve, task }, _catalogue, report) => {
    const { to, answer } = serve.rollout.fallback;
    if (to !== 'rule') return;
    const path = ['serve', 'rollout', 'fallback'];
    const fields = fieldsOf[task.type];
    const example = `answer: { ${fields.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
    const hints = [`Say what is answered for every row, such as \`${example}\``];
    if (answer === undefined) {
      const message = 'What answers is a rule, and `answer` does not say its answer';
      report({ code: 'project/contradiction', path: [...path, 'to'], message, hints });
      return;
    }
    const missing = fields.map(([name]) => name).filter((name) => !Object.hasOwn(answer, name));
    if (missing.length === 0) return;
    const message = `An answer to a ${task.type} has ${missing.map((name) => `\`${name}\``).join(' and ')}, which this one leaves out`;
    report({ code: 'project/contradiction', path: [...path, 'answer'], message, hints });
  },
};

/** What an answer has at least, each with an example. */
const fieldsOf = {
  classification: [['label', '"no"']],
  regression: [['value', '0']],
  anomaly: [
    ['score', '0'],
    ['flagged', 'false'],
  ],
  forecast: [
    ['time', '2026-01-31'],
    ['forecast', '0'],
  ],
} as const;
