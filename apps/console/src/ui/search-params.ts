import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** One part of the address's query as state: filters survive reloading, can be sent to others and taken back with “back”. */
export function useSearchParam(name: string): readonly [string, (value: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string | null) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current);
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [name, setParams],
  );
  return [params.get(name) ?? '', set];
}
