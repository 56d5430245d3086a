import type { MachineStatus } from '../../api/wire.js';
import classes from './machine-status.module.css';

const WORDS: Readonly<Record<MachineStatus, string>> = { connected: 'Connected', stale: 'Silent', revoked: 'Revoked' };

export function MachineStatusMark({ status }: { status: MachineStatus }) {
  return (
    <span className={classes.status} data-status={status}>
      {WORDS[status]}
    </span>
  );
}
