import type { ErrorEntry } from './entry.js';

export const combineCodes = {
  'combine/step-order': {
    exit: 'project',
    title: 'a step of `ingest.combine` stands where it cannot',
    explanation:
      'The first step begins a table (`from`, or `merge`); every later one takes the table so far and changes it.',
  },
  'combine/unknown-source': {
    exit: 'project',
    title: 'a step of `ingest.combine` names a source that is not there',
    explanation: 'Steps name sources as they are named under `ingest.sources`, letter for letter.',
  },
  'combine/unknown-column': {
    exit: 'project',
    title: 'a step of `ingest.combine` names a column that is not there',
    explanation:
      'Each step sees the columns of the table so far, as the steps before it left them, and those of the sources it names. The message lists the nearest there is.',
  },
  'combine/bad-setting': {
    exit: 'project',
    title: 'settings of a step of `ingest.combine` do not go together',
    explanation: 'The message names the settings and what they need.',
  },
  'combine/column-clash': {
    exit: 'project',
    title: 'a join would bring a column whose name is taken',
    explanation:
      'Two columns cannot share a name. `prefix` renames all that a join brings; `columns` says which of them come along.',
  },
  'combine/key-types': {
    exit: 'data',
    title: 'the keys of a join are of different types',
    explanation:
      'The number 7 and the text `007` are never equal, so such a join would match nothing. Give both columns one type under `ingest.columns`, or write the values alike in the sources.',
  },
  'combine/column-types': {
    exit: 'data',
    title: 'columns to be stacked are of different types',
    explanation:
      'Columns of the same name become one, so they need one type. Pin it under `ingest.columns`.',
  },
  'combine/several-matches': {
    exit: 'data',
    title: 'rows have several matches in a join that expects one',
    explanation:
      'A join repeats a row once for each match, which silently multiplies rows. By default that is refused. Set `expect: many` when it is meant; otherwise keep one row of each key before, with `dedupe` or `aggregate`.',
  },
  'combine/key-repeats': {
    exit: 'data',
    title: 'a key that must name one row names several',
    explanation:
      'Change records are applied to the one row that has their key. Use a key that is unique in the table, or `dedupe` the table before.',
  },
  'combine/conflict': {
    exit: 'data',
    title: 'sources disagree where the project allows no disagreement',
    explanation:
      'A field with the rule `fail` has different values for the same key. The message shows some of them. Mend the sources, or choose another rule: precedence, latest or majority.',
  },
  'combine/change-record': {
    exit: 'data',
    title: 'a change record cannot be understood',
    explanation:
      'A change record says what happened (created, read, updated, deleted) to which key. The message names the first one that does not.',
  },
  'combine/pinned-type': {
    exit: 'project',
    title: 'a column comes out of `ingest.combine` as another type than the project declares',
    explanation:
      'Columns of sources are read as the type declared for their name. A column that a step makes has the type of what it is made of; only a category, text, or a number in place of a whole number can be asked for instead.',
  },
  'combine/too-large': {
    exit: 'data',
    title: 'a sum of whole numbers is too large',
    explanation:
      'Whole numbers go up to 9,223,372,036,854,775,807. Give the column the type number.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
