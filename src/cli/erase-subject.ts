import { fingerprintOf } from '../artifacts/fingerprint.js';
import type { JsonObject } from '../contracts/json.js';
import {
  type Erasure,
  readErasures,
  recordErasure,
  saltOfErasures,
  subjectHashes,
} from '../data/privacy/erasures.js';
import { type Erased, erasePerson } from '../erasure/erase-person.js';
import { type Found, findPerson } from '../erasure/find-person.js';
import { type Subject, subjectOf } from '../erasure/subject.js';
import { MlxError } from '../errors/index.js';
import { ingested } from '../stages/artifact-files.js';
import { confirm } from './confirm.js';
import type { ErasureSession, ForgetOptions } from './forget-options.js';
import { printErasure } from './print-erasure.js';
import type { Session } from './session.js';

/** `mlx forget --subject`: finds, asks, records, erases, records again, and says what is left to do. */
export async function eraseSubject(
  id: string,
  options: ForgetOptions,
  erasing: ErasureSession,
): Promise<void> {
  const { session, context, world } = erasing;
  const { privacy } = session.project.ingest;
  const column = options.column ?? privacy.subject ?? (await idColumn(session));
  const subject = await subjectOf({
    id,
    column,
    actions: privacy.columns as Readonly<Record<string, JsonObject & { readonly action: string }>>,
    projectDir: world.projectDir,
  });
  const found = await findPerson(subject, world);
  if (options.dryRun === true) {
    printErasure({ subject, found }, options, erasing);
    return;
  }
  await confirm(options, context, { what: `${column} ${id} from all artifacts`, answer: id });
  const record = await begin(subject, { found, erasing });
  const erased = await erasePerson(subject, found, world);
  await recordErasure(world.projectDir, { ...record, ...doneWith(erased, record) });
  const learnt = new Set(record.learnt);
  printErasure({ subject, found, erased, learnt }, options, erasing);
}

/** The person is recorded before anything is erased: from then on no ingest takes them in, and a killed erasure is known. */
async function begin(
  subject: Subject,
  { found, erasing }: { readonly found: Found; readonly erasing: ErasureSession },
): Promise<Erasure> {
  const { projectDir } = erasing.world;
  const { erasure_key: erasureKey } = erasing.session.project.ingest.privacy;
  const salt = await saltOfErasures(projectDir);
  const hashes = subjectHashes(subject.id, { salt, erasureKey });
  const before = (await readErasures(projectDir))?.records ?? [];
  const earlier = before.filter((each) => each.subject.some((hash) => hashes.includes(hash)));
  const learnt = [
    ...earlier.flatMap((each) => each.learnt ?? []),
    ...found.packages.filter(({ learnt: how }) => how !== 'no').map(({ name }) => name),
  ];
  const record: Erasure = {
    at: new Date().toISOString(),
    state: 'begun',
    column: subject.column,
    subject: hashes,
    keyed: erasureKey !== undefined,
    learnt: [...new Set(learnt)],
  };
  await recordErasure(projectDir, record);
  return record;
}

function doneWith({ touched, rows }: Erased, { learnt }: Erasure): Partial<Erasure> {
  return {
    at: new Date().toISOString(),
    state: 'done',
    touched,
    rows,
    ...(learnt !== undefined && { learnt }),
  };
}

/** The one column with the role `id` in the newest table. Throws `privacy/subject` when there is none, or several. */
async function idColumn({ store, project }: Session): Promise<string> {
  const declared = Object.entries(project.ingest.columns).filter(([, { role }]) => role === 'id');
  const names = declared.length > 0 ? declared.map(([name]) => name) : await idsOfTable(store);
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return only;
  const why =
    only === undefined ? 'No column has the role `id`' : 'Several columns have the role `id`';
  throw new MlxError('privacy/subject', why, {
    hints: [
      `Name the column: \`mlx forget --subject ID --column ${only ?? 'NAME'}\``,
      'Or set `ingest: { privacy: { subject: NAME } }`',
    ],
  });
}

async function idsOfTable(store: Session['store']): Promise<readonly string[]> {
  const latest = await store.latest('ingest');
  if (latest === undefined) return [];
  const table = await ingested
    .read(store.pathOf('ingest', fingerprintOf(latest)))
    .catch(() => undefined);
  return (table?.columns ?? []).filter(({ role }) => role === 'id').map(({ name }) => name);
}
