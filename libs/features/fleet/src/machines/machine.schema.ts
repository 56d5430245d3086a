import { z } from 'zod';
import { pageOf, pageQuery, textField } from '#platform/http';
import { type Heartbeat, type Machine, statusOf } from './machine.js';

const short = textField(200);

export const machineParams = z.object({ id: z.uuid() });
export type MachineParams = z.infer<typeof machineParams>;

export const machinesQuery = z.object({
  ...pageQuery,
  cursor: z.uuid().optional(),
  q: short.trim().optional(),
  status: z.enum(['connected', 'stale', 'revoked']).optional(),
});
export type MachinesQuery = z.infer<typeof machinesQuery>;

export const revokeBody = z.strictObject({ reason: textField(2_000).min(1) });
export type RevokeBody = z.infer<typeof revokeBody>;

const foundAgent = z.object({ agent: short, version: short.nullable(), governed: z.boolean().nullable() });

export const machineView = z.object({
  id: z.uuid(),
  hostname: z.string(),
  os: z.string(),
  arch: z.string(),
  programVersion: z.string(),
  person: z.object({ id: z.uuid(), label: z.string() }).nullable(),
  status: z.enum(['connected', 'stale', 'revoked']),
  enrolledAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  policyVersion: z.int().nullable(),
  spool: z.object({ events: z.int(), bytes: z.int(), oldestAt: z.iso.datetime().nullable() }),
  agents: z.array(foundAgent),
});
export type MachineView = z.infer<typeof machineView>;

export const machinePage = pageOf(machineView);
export type MachinePage = z.infer<typeof machinePage>;

export const toMachineView = (machine: Machine, now: Date): MachineView => ({
  id: machine.id,
  hostname: machine.hostname,
  os: machine.os,
  arch: machine.arch,
  programVersion: machine.programVersion,
  person: machine.person,
  status: statusOf(machine, now),
  enrolledAt: machine.enrolledAt.toISOString(),
  lastSeenAt: machine.lastSeenAt.toISOString(),
  policyVersion: machine.policyVersion,
  spool: { ...machine.spool, oldestAt: machine.spool.oldestAt?.toISOString() ?? null },
  agents: machine.agents.map((agent) => ({ ...agent, governed: agent.governed ?? null })),
});

export const heartbeatBody = z.strictObject({
  programVersion: short.min(1),
  policyVersion: z.int().nonnegative().nullable(),
  spool: z.strictObject({
    events: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    oldestAt: z.iso.datetime().nullable().default(null),
  }),
  agents: z
    .array(
      z.strictObject({
        agent: short.min(1),
        version: short.nullable().default(null),
        governed: z.boolean().nullable().default(null),
      }),
    )
    .max(50),
});
export type HeartbeatBody = z.infer<typeof heartbeatBody>;

export const toHeartbeat = (body: HeartbeatBody): Heartbeat => ({
  ...body,
  spool: { ...body.spool, oldestAt: body.spool.oldestAt === null ? null : new Date(body.spool.oldestAt) },
});
