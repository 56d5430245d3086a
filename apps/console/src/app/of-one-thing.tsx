import type { ComponentType } from 'react';
import { useParams } from 'react-router';
import { isUuid } from '#kernel';
import { NotFound } from './not-found.js';

/** The page where the address names something by an id; where it names it by anything else, nothing is there. */
export function ofOneThing(Page: ComponentType): ComponentType {
  return function OfOneThing() {
    const { id = '' } = useParams();
    return isUuid(id.toLowerCase()) ? <Page /> : <NotFound />;
  };
}
