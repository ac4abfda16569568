import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from '../../src/delivery/formats/archive.js';
import { ociLayout } from '../../src/delivery/formats/oci-layout.js';
import { type Credentials, storedCredentials } from '../../src/delivery/oci/credentials.js';
import { LayoutFolder } from '../../src/delivery/oci/layout-folder.js';
import { pullImage } from '../../src/delivery/oci/pull-image.js';
import { checkPush, pushImage } from '../../src/delivery/oci/push-image.js';
import { parseReference } from '../../src/delivery/oci/reference.js';
import { breakingProxy, large } from './breaking-proxy.js';
import { account, type ImageRegistry, registryMissing, startRegistry } from './image-registry.js';
import { skippedAloud } from './server-process.js';
import { startWeb } from './web-server.js';

const noise = Buffer.concat(
  Array.from({ length: 20_000 }, (_, at) => createHash('sha256').update(`${at}`).digest()),
);
const image = ociLayout(
  [
    [{ path: 'usr/bin/it', bytes: noise, runs: true }],
    [{ path: 'app/model.json', bytes: Buffer.from('{}') }],
  ],
  {
    ...{ architecture: 'amd64', user: '65532:65532', port: 8080, labels: {} },
    entrypoint: ['/usr/bin/it'],
  },
);

let folder: string;
let layout: LayoutFolder;
let pair: { readonly certificate: string; readonly key: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlx-push-'));
  await writeFiles(join(folder, 'oci'), image.files);
  layout = new LayoutFolder(join(folder, 'oci'));
  const files = ['-keyout', 'k.pem', '-out', 'c.pem', '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      ...files,
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ],
    { cwd: folder, stdio: 'pipe' },
  );
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  pair = { certificate: await read('c.pem'), key: await read('k.pem') };
});
afterAll(() => rm(folder, { recursive: true }));

const world = (credentials?: Credentials) => ({
  ...{ credentials, signal: new AbortController().signal, pause: 0.01 },
});

describe.skipIf(skippedAloud('a container registry (docker-registry)', registryMissing))(
  'a container registry',
  () => {
    let registry: ImageRegistry;
    beforeAll(async () => {
      registry = await startRegistry();
    });
    afterAll(() => registry[Symbol.asyncDispose]());

    const pulled = async (reference: string) => {
      const { config, digest, layers } = await pullImage(
        parseReference(reference),
        'amd64',
        world(),
      );
      return { config, digest, layers: layers.map(({ bytes }) => bytes.length) };
    };

    test('takes an image by tag, which comes back by digest, and what is there is not sent twice', async () => {
      const place = `${registry.host}/team/model`;
      const first = await pushImage(layout, parseReference(`${place}:v1`), world());
      expect(first).toMatchObject({ digest: image.digest, sent: first.bytes });
      const back = await pulled(`${place}@${image.digest}`);
      expect(back).toMatchObject({ digest: image.digest, config: { architecture: 'amd64' } });
      expect(back.layers[0]).toBeGreaterThan(noise.length);
      expect(await pulled(`${place}:v1`)).toEqual(back);
      const again = await pushImage(layout, parseReference(`${place}:v2`), world());
      expect(again).toEqual({ ...first, sent: 0 });
      const other = parseReference(`${registry.host}/team/mounted:v1`);
      const mounted = await pushImage(layout, other, { ...world(), mountFrom: 'team/model' });
      expect(mounted).toEqual({ ...first, sent: 0 });
      expect(await pulled(`${registry.host}/team/mounted:v1`)).toEqual(back);
    });

    test('takes a bill of materials that refers to the image, once', async () => {
      const place = parseReference(`${registry.host}/team/billed:v1`);
      const bill = Buffer.from('{"bomFormat":"CycloneDX"}');
      const pushed = await pushImage(layout, place, { ...world(), bill });
      expect((await pushImage(layout, place, { ...world(), bill })).bill).toBe(pushed.bill);
      const ask = async (path: string) => {
        const types = ['manifest', 'index'].map((it) => `application/vnd.oci.image.${it}.v1+json`);
        const answer = await fetch(`http://${registry.host}/v2/team/billed/${path}`, {
          headers: { accept: types.join(', ') },
        });
        expect(answer.status).toBe(200);
        return answer;
      };
      const list = (await (await ask(`manifests/${image.digest.replace(':', '-')}`)).json()) as {
        manifests: readonly object[];
      };
      const type = 'application/vnd.cyclonedx+json';
      expect(list.manifests).toMatchObject([{ digest: pushed.bill, artifactType: type }]);
      const manifest = (await (await ask(`manifests/${pushed.bill}`)).json()) as {
        subject: object;
        layers: readonly [{ digest: string; mediaType: string }];
      };
      expect(manifest.subject).toMatchObject({ digest: image.digest });
      expect(manifest.layers[0].mediaType).toBe(type);
      expect(await (await ask(`blobs/${manifest.layers[0].digest}`)).text()).toBe(bill.toString());
      expect((await pulled(`${registry.host}/team/billed:v1`)).digest).toBe(image.digest);
    });

    test('takes a large layer in pieces', async () => {
      const place = `${registry.host}/team/pieces:v1`;
      const pushed = await pushImage(layout, parseReference(place), { ...world(), chunk: 200_000 });
      expect(pushed.sent).toBe(pushed.bytes);
      expect((await pulled(place)).digest).toBe(image.digest);
    });

    test.each([
      ['a piece', 'PATCH', 200_000, 'broken'],
      ['a piece', 'PATCH', 200_000, 503],
      ['a whole layer', 'PUT', 10_000_000, 'broken'],
      ['a whole layer', 'PUT', 10_000_000, 429],
    ] as const)('gets all of %s (%s, %i) after a passing failure: %s', async (...given) => {
      const [, method, chunk, failure] = given;
      let failures = 0;
      await using proxy = await breakingProxy(registry.host, (request) => {
        const strikes = request.method === method && failures < 2 && large(request);
        if (strikes) failures++;
        return strikes ? failure : undefined;
      });
      const name = `team/${method.toLowerCase()}-${failure}:v1`;
      const place = parseReference(`${new URL(proxy.url).host}/${name}`);
      const pushed = await pushImage(layout, place, { ...world(), chunk });
      expect(failures).toBe(2);
      expect(pushed.digest).toBe(image.digest);
      expect((await pulled(`${registry.host}/${name}`)).digest).toBe(image.digest);
    });

    test('is told of what is not in it', async () => {
      await expect(pulled(`${registry.host}/team/none:v1`)).rejects.toMatchObject({
        code: 'image/not-there',
        message: expect.stringMatching(/team\/none:v1.*404/) as string,
      });
    });

    test('does not get a layer that was changed on disk', async () => {
      const copy = join(folder, 'changed');
      await writeFiles(copy, image.files);
      const layer = image.files.find(({ bytes }) => bytes.length > noise.length);
      await writeFile(join(copy, layer?.path ?? ''), 'other bytes');
      const place = parseReference(`${registry.host}/team/changed:v1`);
      await expect(pushImage(new LayoutFolder(copy), place, world())).rejects.toMatchObject({
        code: 'image/damaged',
      });
    });

    test('with accounts refuses strangers, and takes who `docker login` knows', async () => {
      await using closed = await startRegistry({ auth: 'account' });
      const place = parseReference(`${closed.host}/team/model:v1`);
      const refused = {
        code: 'image/refused',
        hints: [
          expect.stringContaining(`docker login ${closed.host}`) as string,
          expect.any(String) as string,
        ],
      };
      await expect(checkPush(place, world())).rejects.toMatchObject(refused);
      const wrong = { ...account, password: 'open barley' };
      await expect(checkPush(place, world(wrong))).rejects.toMatchObject(refused);
      const auth = Buffer.from(`${account.user}:${account.password}`).toString('base64');
      await mkdir(join(folder, '.docker'), { recursive: true });
      const file = join(folder, '.docker', 'config.json');
      await writeFile(file, JSON.stringify({ auths: { [closed.host]: { auth } } }));
      const known = await storedCredentials(closed.host, { HOME: folder });
      expect(known).toEqual(account);
      await checkPush(place, world(known));
      expect((await pushImage(layout, place, world(known))).digest).toBe(image.digest);
    });

    test('that wants tokens gets one for the account, of the scope it needs', async () => {
      await using tokens = await tokenServer(pair);
      await using closed = await startRegistry({
        auth: { realm: `${tokens.url}/token`, issuer: 'the test', certificate: pair.certificate },
      });
      const place = parseReference(`${closed.host}/team/model:v1`);
      expect((await pushImage(layout, place, world(account))).digest).toBe(image.digest);
      const asked = new URL(tokens.seen[0]?.path ?? '', tokens.url).searchParams;
      expect(asked.get('scope')).toBe('repository:team/model:pull,push');
      expect(asked.get('service')).toBe('registry of the test');
      // One token for all that a push asks.
      expect(tokens.seen).toHaveLength(1);
      const refresh = { identityToken: 'from docker login' };
      expect((await pushImage(layout, place, world(refresh))).sent).toBe(0);
      expect(tokens.seen.at(-1)).toMatchObject({ method: 'POST' });
      await expect(pushImage(layout, place, world())).rejects.toMatchObject({
        code: 'image/refused',
      });
    });

    test('is asked over TLS that is verified, unless http:// is written', async () => {
      await using secure = await startRegistry({ tls: pair });
      const place = parseReference(`https://${secure.host}/team/model:v1`);
      await expect(checkPush(place, world())).rejects.toMatchObject({
        code: 'image/unreachable',
        hints: [expect.stringContaining('NODE_EXTRA_CA_CERTS')],
      });
      const plain = parseReference(`https://${registry.host}/team/model:v1`);
      await expect(checkPush(plain, world())).rejects.toMatchObject({
        code: 'image/unreachable',
        hints: [expect.stringContaining('http://')],
      });
    });
  },
);

/** Gives tokens to the account, as distribution.github.io/distribution/spec/auth/jwt says. */
function tokenServer({ certificate, key }: { certificate: string; key: string }) {
  const x5c = [new X509Certificate(certificate).raw.toString('base64')];
  const basic = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
  return startWeb((request, response) => {
    const known = request.method === 'POST' || request.headers.authorization === basic;
    void new SignJWT({
      access: [{ type: 'repository', name: 'team/model', actions: ['pull', 'push'] }],
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', x5c })
      .setIssuer('the test')
      .setAudience('registry of the test')
      .setSubject(account.user)
      .setIssuedAt()
      .setNotBefore('-1m')
      .setExpirationTime('5m')
      .setJti('1')
      .sign(createPrivateKey(key))
      .then((token) => response.writeHead(known ? 200 : 401).end(JSON.stringify({ token })));
  });
}
