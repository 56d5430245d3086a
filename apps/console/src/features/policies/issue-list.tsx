import { UnstyledButton } from '@mantine/core';
import type { PolicyIssue } from '../../api/wire.js';
import { plural } from '../../ui/text.js';
import classes from './issue-list.module.css';
import type { Lint } from './lint.js';

/** What the engine has to say about the text; each line leads to its place. */
export function IssueList({ lint, onGoTo }: { lint: Lint | undefined; onGoTo: (issue: PolicyIssue) => void }) {
  const issues = lint?.issues ?? [];
  return (
    <div className={classes.box}>
      <p role="status" className={classes.verdict} data-valid={lint?.isValid}>
        {verdictOf(lint)}
      </p>
      {issues.length > 0 && (
        <ul className={classes.issues}>
          {issues.map((issue, index) => (
            <li key={index} data-severity={issue.severity}>
              <UnstyledButton className={classes.issue} onClick={() => onGoTo(issue)}>
                <span className={classes.place}>Line {issue.line}</span>
                <span>
                  {issue.message}
                  {issue.path !== undefined && issue.path !== '' && <code>{issue.path}</code>}
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function verdictOf(lint: Lint | undefined): string {
  if (lint === undefined) return 'Reading …';
  if (lint.isValid)
    return lint.issues.length === 0
      ? 'Valid: can be published.'
      : `Valid, with ${plural(lint.issues.length, 'warning')}.`;
  return `${plural(lint.issues.length, 'error')} to mend before this can be published.`;
}
