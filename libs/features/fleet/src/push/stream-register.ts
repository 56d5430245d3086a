import type { MachineId, OrgId } from '#kernel';
import type { MachineStream } from './machine-stream.js';

/** The open streams of this process, by org and machine. A machine has one: a newer takes the place of an older. */
export class StreamRegister {
  private readonly orgs = new Map<OrgId, Map<MachineId, MachineStream>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Answers the stream that `stream` takes the place of. */
  add(stream: MachineStream): MachineStream | null {
    const machines = this.orgs.get(stream.orgId) ?? new Map<MachineId, MachineStream>();
    const replaced = machines.get(stream.machineId) ?? null;
    this.orgs.set(stream.orgId, machines.set(stream.machineId, stream));
    if (replaced === null) this.count += 1;
    return replaced;
  }

  /** Does nothing for a stream that has been replaced. */
  remove(stream: MachineStream): void {
    const machines = this.orgs.get(stream.orgId);
    if (machines?.get(stream.machineId) !== stream) return;
    machines.delete(stream.machineId);
    this.count -= 1;
    if (machines.size === 0) this.orgs.delete(stream.orgId);
  }

  find(orgId: OrgId, machineId: MachineId): MachineStream | null {
    return this.orgs.get(orgId)?.get(machineId) ?? null;
  }

  orgIds(): readonly OrgId[] {
    return [...this.orgs.keys()];
  }

  of(orgId: OrgId): readonly MachineStream[] {
    return [...(this.orgs.get(orgId)?.values() ?? [])];
  }

  all(): readonly MachineStream[] {
    return this.orgIds().flatMap((orgId) => this.of(orgId));
  }
}
