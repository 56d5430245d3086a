import type { FastifyInstance } from 'fastify';
import type { SwiftDoor } from './swift-lane.js';

/**
 * A route that is registered on Fastify itself, past Nest's guards, interceptors and pipes, which would cost it a third
 * of its speed. It must authenticate and answer problems by itself, through the same ports as everybody else.
 */
export abstract class HotRoute {
  /** What the route is, for the API document and for the test that walks all doors. */
  abstract readonly doors: readonly HotDoor[];
  /** Those of its answers that are given from memory, before anything else runs. */
  readonly swift: readonly SwiftDoor[] = [];
  abstract register(fastify: FastifyInstance): void;
}

export interface HotDoor {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The permission that it checks, a credential of its own kind that it takes and no other, or why it is open to all. */
  readonly requires:
    | { readonly permission: string }
    | { readonly credential: string; readonly why: string }
    | { readonly public: string };
  readonly summary: string;
  readonly tag: string;
}
