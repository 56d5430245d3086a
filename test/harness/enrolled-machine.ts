import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyDocument, type Shadow } from '#contracts';
import {
  digestOf,
  type SigningKey,
  signingKeyFrom,
  type BundleStatement,
  writeBundle,
  writeShadow,
} from '#engines/bundle';
import type { Environment } from '../../apps/agent/src/machine/environment.js';
import { writeEnrolment, writeTrust } from '../../apps/agent/src/machine/enrolment.js';
import { ensureMachineKey } from '../../apps/agent/src/machine/machine-key.js';
import { SealedBox } from '../../apps/agent/src/machine/sealed-box.js';
import { StateFolder } from '../../apps/agent/src/machine/state-folder.js';
import { SPOOL_FOLDER } from '../../apps/agent/src/spool/spool-files.js';
import { SpoolReader } from '../../apps/agent/src/spool/spool-reader.js';
import { SPOOL_PURPOSE } from '../../apps/agent/src/spool/spool-writer.js';

/** A machine after its enrolment, in a folder of its own, with an org that signs bundles for it. */
export class EnrolledMachine {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'castellan-machine-')));
  readonly home = join(this.root, 'home');
  readonly workspace = join(this.home, 'project');
  readonly folder = new StateFolder(join(this.root, 'state'));
  readonly key: SigningKey = signingKeyFrom(randomBytes(32));
  readonly orgId = randomUUID();
  readonly machineId = randomUUID();
  readonly now = new Date('2030-01-01T12:00:00Z');

  constructor() {
    mkdirSync(this.workspace, { recursive: true });
    ensureMachineKey(this.folder);
    this.enrol();
  }

  get environment(): Environment {
    return {
      home: this.home,
      user: 'dev',
      hostname: 'dev-laptop',
      platform: 'linux',
      arch: 'x64',
      cwd: this.workspace,
      stateFolder: this.folder.path,
      serverUrl: undefined,
      token: undefined,
      projectFolder: undefined,
      hasTerminal: true,
      hasDisplay: false,
      mayUseKeychain: false,
      programFolders: [],
      program: ['/opt/castellan/node', '/opt/castellan/castellan.cjs'],
    };
  }

  enrol(server = 'http://127.0.0.1:1/'): void {
    const { keyid, publicKey } = this.key;
    writeTrust(this.folder, { keys: [{ keyid, publicKey }], highestSeenVersion: 0 });
    writeEnrolment(this.folder, {
      server,
      machineId: this.machineId,
      org: { id: this.orgId, slug: 'acme', name: 'Acme' },
      enrolledAt: this.now.toISOString(),
    });
  }

  /** An envelope as the server would send it. */
  bundle(policy: object, over: Partial<BundleStatement> = {}, key = this.key): unknown {
    const { keyid, publicKey } = this.key;
    const statement: BundleStatement = {
      schema: 'castellan.bundle/v1',
      orgId: this.orgId,
      version: 1,
      policyVersion: 1,
      policyDigest: digestOf(policy),
      issuedAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-02T00:00:00.000Z',
      graceSeconds: 3_600,
      offline: 'reject',
      trust: [{ keyid, publicKey }],
      // As the server does: with every default filled in.
      policy: policyDocument.safeParse(policy).data ?? (policy as Record<string, unknown>),
      ...over,
    };
    const written = writeBundle(statement, [this.machineId, randomUUID()], [key]);
    return JSON.parse(`${written.shared.toString()}${written.endFor(this.machineId) ?? '}'}`);
  }

  /** A draft to watch in shadow, as the server would send it. */
  shadow(policy: object, over: Partial<Shadow> = {}, key = this.key): object {
    const statement: Shadow = {
      schema: 'castellan.shadow/v1',
      orgId: this.orgId,
      id: '01900000-0000-7000-8000-000000000001',
      digest: digestOf(policy),
      from: '2030-01-01T00:00:00.000Z',
      until: '2030-01-03T00:00:00.000Z',
      policy: policyDocument.safeParse(policy).data ?? (policy as Record<string, unknown>),
      ...over,
    };
    return writeShadow(statement, [key]);
  }

  obey(policy: object, over: Partial<BundleStatement> = {}, key = this.key): void {
    this.folder.writeJson('bundle.json', this.bundle(policy, over, key));
  }

  spool(): SpoolReader {
    this.folder.ensure(SPOOL_FOLDER);
    return new SpoolReader(
      this.folder.pathOf(SPOOL_FOLDER),
      new SealedBox(ensureMachineKey(this.folder), SPOOL_PURPOSE),
    );
  }

  /** Every event in the spool, oldest first. */
  events(): Record<string, unknown>[] {
    const reader = this.spool();
    reader.seal(this.now);
    return reader
      .segments()
      .flatMap(({ name }) => reader.read(name)?.records ?? [])
      .map((record) => JSON.parse(record) as Record<string, unknown>);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
