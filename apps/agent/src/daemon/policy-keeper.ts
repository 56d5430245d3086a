import { type Bundle, type MachineEvent, policyDocument } from '#contracts';
import { type OpenedBundle, openBundle } from '#engines/bundle';
import { type Clock, newId } from '#kernel';
import { PROJECTS_FOLDER } from '../decision/project-policy.js';
import { BUNDLE_FILE, type StandingRefusal, UNREADABLE } from '../decision/policy-standing.js';
import { NotEnrolled } from '../machine/agent.errors.js';
import { isObject, readEnrolment, readTrust, writeTrust } from '../machine/enrolment.js';
import { FileLock } from '../machine/file-lock.js';
import type { StateFolder } from '../machine/state-folder.js';
import type { FetchedBundle } from '../server/control-plane.js';

const ETAG_FILE = 'bundle-etag.json';
const LOCK = 'bundle';
const LOCK_PATIENCE_MS = 10_000;

export type Applied =
  | { readonly outcome: 'applied'; readonly version: number; readonly policyVersion: number; readonly isNew: boolean }
  | { readonly outcome: 'refused'; readonly reason: StandingRefusal; readonly sentence: string };

/** Puts bundles that come from the server into the cache that hooks decide by, if this machine obeys them. */
export class PolicyKeeper {
  private lastRefused: string | null = null;

  /** @param report puts an event into the spool */
  constructor(
    private readonly folder: StateFolder,
    private readonly report: (event: MachineEvent) => void,
    private readonly clock: Clock,
  ) {}

  /** The ETag of the cached bundle; null when there is none, so that the server sends it whole. */
  etag(): string | null {
    const noted = this.folder.readJson(ETAG_FILE);
    const etag = isObject(noted) ? noted['etag'] : null;
    return typeof etag === 'string' && this.folder.read(BUNDLE_FILE) !== null ? etag : null;
  }

  /** Fetches what is newer than the cache. */
  async refresh(server: {
    bundle(etag: string | null): Promise<FetchedBundle>;
  }): Promise<Applied | 'unchanged' | 'none'> {
    const fetched = await server.bundle(this.etag());
    return fetched.outcome === 'new' ? this.apply(fetched.envelope, fetched.etag) : fetched.outcome;
  }

  /** @throws NotEnrolled */
  async apply(envelope: unknown, etag: string | null): Promise<Applied> {
    const lock = await FileLock.take(this.folder, LOCK, LOCK_PATIENCE_MS);
    try {
      return this.applyAlone(envelope, etag);
    } finally {
      lock.release();
    }
  }

  private applyAlone(envelope: unknown, etag: string | null): Applied {
    const enrolment = readEnrolment(this.folder);
    if (!enrolment) throw new NotEnrolled('This machine is not enrolled; run "castellan login".');
    const trust = readTrust(this.folder);
    const seen = trust?.highestSeenVersion ?? 0;
    const expected = {
      highestSeenVersion: seen,
      orgId: enrolment.org.id,
      machineId: enrolment.machineId,
      now: this.clock.now(),
    };
    const opened = openBundle(envelope, { ...expected, trustedKeys: trust?.keys ?? [] });
    if (opened.outcome === 'refused') return this.refused(envelope, opened.reason, opened.sentence);
    const { bundle } = opened;
    if (!isReadable(bundle)) return this.refused(envelope, 'policy-unreadable', UNREADABLE);
    // First the bundle, then the trust that it brings: a process that dies between the two has accepted nothing that it cannot open.
    this.folder.writeJson(BUNDLE_FILE, envelope);
    this.folder.writeJson(ETAG_FILE, { etag });
    const keys = trustAfter(bundle.trust, trust?.keys ?? [], (trustedKeys) =>
      openBundle(envelope, { ...expected, trustedKeys }),
    );
    writeTrust(this.folder, { keys, highestSeenVersion: Math.max(seen, bundle.version) });
    // Merged from the bundle before, which nobody asks for any more.
    this.folder.remove(PROJECTS_FOLDER);
    return this.applied(bundle, bundle.version > seen);
  }

  private applied({ version, policyVersion, policyDigest }: Bundle, isNew: boolean): Applied {
    if (isNew) this.tell('machine.policy_applied', { version, digest: policyDigest }, policyVersion);
    return { outcome: 'applied', version, policyVersion, isNew };
  }

  /** A refusal is reported once, however often the same bundle comes. */
  private refused(envelope: unknown, reason: StandingRefusal, sentence: string): Applied {
    const which = JSON.stringify([reason, envelope]);
    if (which !== this.lastRefused) this.tell('machine.policy_refused', { reason });
    this.lastRefused = which;
    return { outcome: 'refused', reason, sentence };
  }

  private tell(kind: MachineEvent['kind'], content: Readonly<Record<string, unknown>>, policyVersion?: number): void {
    const now = this.clock.now();
    this.report({
      id: newId(now),
      kind,
      at: now.toISOString(),
      content,
      ...(policyVersion !== undefined && { policyVersion }),
    });
  }
}

/** What hooks will not look at again: that each document in the bundle is one that this program understands. */
const isReadable = ({ policy, projects }: Bundle): boolean =>
  policyDocument.safeParse(policy).success &&
  [...(projects?.base ?? []), ...(projects?.layers ?? [])].every(
    ({ document }) => document === undefined || policyDocument.safeParse(document).success,
  );

type Keys = Bundle['trust'];

/** Hooks open the cached bundle by what it says to trust. One that only an outgoing key has signed keeps that key until the next. */
const trustAfter = (said: Keys, before: readonly Keys[number][], open: (keys: Keys) => OpenedBundle): Keys =>
  open(said).outcome === 'accepted' ? said : [...said, ...before];
