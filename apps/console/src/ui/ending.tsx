import { Badge } from '@mantine/core';
import { Ago, useNow } from './ago.js';

const SOON_MS = 14 * 86_400_000;

/** When a secret that is good now ends, marked in its last two weeks: nobody is told in any other way. */
export function Ending({ at }: { at: string }) {
  const now = useNow();
  const isSoon = Date.parse(at) - now.getTime() < SOON_MS;
  return (
    <>
      <Ago at={at} />
      {isSoon && (
        <div>
          <Badge size="sm" variant="light" color="or" tt="none" fw={560}>
            Ends soon
          </Badge>
        </div>
      )}
    </>
  );
}
