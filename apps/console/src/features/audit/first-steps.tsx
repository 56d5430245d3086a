import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Overview } from '../../api/wire.js';
import { Panel } from '../../ui/panel.js';
import classes from './first-steps.module.css';

/** What to do in a new organisation, in order, with what is done ticked off. */
export function FirstSteps({ overview }: { overview: Overview }) {
  const { policy, machines, decisions } = overview;
  const steps = [
    {
      done: policy !== null,
      title: 'Publish a policy',
      what: 'Say what agents may do, what they must ask for, and what is refused. A template to start from is in the editor.',
      to: '/policy',
      act: 'Open the editor',
    },
    {
      done: machines.total > 0,
      title: 'Enrol a machine',
      what: 'Run “castellan login” on a developer’s machine, or make an enrolment token for your device management.',
      to: '/fleet/enrolment',
      act: 'Enrol machines',
    },
    {
      done: decisions.allow + decisions.ask + decisions.reject > 0,
      title: 'Watch the first decision arrive',
      what: 'Start a coding agent there and let it run a command. The decision appears in the audit log within a second.',
      to: '/audit?live=1',
      act: 'Open the live log',
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <div className={classes.wrap}>
      <Panel title="Three steps until agents are governed">
        <ol className={classes.steps}>
          {steps.map(({ done, title, what, to, act }, index) => (
            <li key={title} data-done={done || undefined}>
              <span className={classes.number} aria-hidden="true">
                {done ? <IconCheck size={15} /> : index + 1}
              </span>
              <div>
                <h3>
                  {title}
                  {done && <span className={classes.done}>done</span>}
                </h3>
                <p>{what}</p>
                {index === next && (
                  <Button component={Link} to={to} size="xs">
                    {act}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}
