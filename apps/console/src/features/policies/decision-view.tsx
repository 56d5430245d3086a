import { Table, Text } from '@mantine/core';
import type { DecidedEffect, Decision } from '#engines/policy';
import { EffectBadge } from '../../ui/effect.js';
import { Panel } from '../../ui/panel.js';
import classes from './decision-view.module.css';

const SAYS = { allow: 'Allowed', ask: 'The developer is asked', reject: 'Rejected' } as const;

/** A decision as the engine makes it: the answer, the sentence for the developer, and each thing that the call would do. */
export function DecisionView({ decision }: { decision: Decision }) {
  return (
    <div className={classes.decision} aria-live="polite">
      <div className={classes.answer} data-effect={decision.effect}>
        <strong>{SAYS[decision.effect]}</strong>
        <span>{decision.sentence}</span>
        {decision.mode === 'monitor' && decision.wouldBe !== decision.effect && (
          <span>Only monitored: without monitor mode the answer were “{decision.wouldBe}”.</span>
        )}
      </div>
      <Panel title="What it would do" note={`Risk: ${decision.risk}. The strictest answer of all wins.`} flush>
        <Table miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Effect</Table.Th>
              <Table.Th>Answer</Table.Th>
              <Table.Th>Rule</Table.Th>
              <Table.Th>Risk</Table.Th>
              <Table.Th>Because</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {decision.effects.map((effect, index) => (
              <Table.Tr key={index}>
                <Table.Td className={classes.deed}>{deedInWords(effect.deed)}</Table.Td>
                <Table.Td>
                  <EffectBadge effect={effect.effect} />
                </Table.Td>
                <Table.Td>
                  <code className={classes.rule}>{effect.rule}</code>
                </Table.Td>
                <Table.Td>{effect.risk}</Table.Td>
                <Table.Td>{effect.reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {decision.effects.length === 0 && (
          <Text p="md" size="sm" c="dimmed">
            Nothing that the policy speaks about.
          </Text>
        )}
      </Panel>
    </div>
  );
}

export function deedInWords(deed: DecidedEffect['deed']): string {
  switch (deed.kind) {
    case 'run':
      return `run ${[deed.program, ...deed.arguments].join(' ')}`;
    case 'read':
    case 'write':
    case 'delete':
      return `${deed.kind} ${deed.path}`;
    case 'reach':
      return `reach ${deed.host}${deed.port === undefined ? '' : `:${String(deed.port)}`}`;
    case 'call':
      return `call ${deed.server}/${deed.tool}`;
    case 'connect':
      return `speak to the MCP server ${deed.server}`;
    case 'model':
      return `use the model ${deed.provider}/${deed.model}`;
    case 'session':
      return `session: ${deed.of} ${deed.is ?? 'unknown'}`;
    case 'finding':
      return `${deed.of} in the ${deed.in}: ${deed.what}`;
    case 'opaque':
      return `unknown: ${deed.what}`;
    case 'danger':
      return `dangerous: ${deed.what}`;
  }
}
