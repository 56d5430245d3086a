import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, aptInstall, freePort, type Peer, until } from './peer.js';

export interface StartedRedis {
  readonly url: string;
  /** As a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** redis-server, from Debian. */
export const redis: Peer & { start(): Promise<StartedRedis>; startCluster(): Promise<StartedRedis> } = {
  name: 'redis-server',
  available: () => answers('redis-server', '--version'),
  get: () => aptInstall('redis-server'),
  start: () => startNodes(1),
  /** Three masters with all slots between them. */
  startCluster: () => startNodes(3),
};

async function startNodes(count: number): Promise<StartedRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'castellan-redis-'));
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const processes = ports.map((port) => spawnNode(port, folder, count > 1));
  await Promise.all(ports.map((port) => until(() => ping(port))));
  if (count > 1) await joinNodes(ports);
  const end = async (signal: NodeJS.Signals) => {
    await Promise.all(processes.map((child) => ended(child, signal)));
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function spawnNode(port: number, folder: string, clustered: boolean): ChildProcess {
  const args = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
    '--loglevel',
    'warning',
  ];
  const own = clustered ? ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${port}.conf`] : [];
  return spawn('redis-server', [...args, ...own], { stdio: 'ignore' });
}

async function joinNodes(ports: readonly number[]): Promise<void> {
  const nodes = ports.map((port) => `127.0.0.1:${port}`);
  if (!(await answers('redis-cli', '--cluster', 'create', ...nodes, '--cluster-yes')))
    throw new Error('The Redis nodes did not join.');
  await Promise.all(
    ports.map((port) =>
      until(async () => {
        if (!(await ask(port, 'CLUSTER INFO')).includes('cluster_state:ok'))
          throw new Error('The Redis cluster is not ready.');
      }),
    ),
  );
}

async function ping(port: number): Promise<void> {
  const answer = await ask(port, 'PING');
  if (!answer.startsWith('+PONG')) throw new Error(`Redis said ${answer}`);
}

const ask = (port: number, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.kill(signal);
  });
