import { type PipeTransform, RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { DOOR, type Door } from '../access.decorators.js';
import { DESCRIPTION, type RouteDescription } from '../describe.decorator.js';
import type { ParsedPipe } from '../parsed.js';

/** Everything that the decorators of one handler say about its route. */
export interface RouteFacts {
  readonly method: string;
  /** OpenAPI's spelling: `/api/v1/things/{id}`. */
  readonly path: string;
  readonly handler: string;
  readonly door: Door | undefined;
  readonly description: RouteDescription | undefined;
  readonly status: number | undefined;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
}

/** Nest's numbers of the parameter decorators (RouteParamtypes, which it does not export). */
const BODY = '3';
const QUERY = '4';

type Controller = abstract new (...args: never[]) => object;

/** The routes of one controller class, read from its metadata; nothing is called. */
export function routesOf(controller: Controller): readonly RouteFacts[] {
  const prototype = controller.prototype as Record<string, unknown>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    return [routeOf(controller, name, handler)];
  });
}

function routeOf(controller: Controller, name: string, handler: object): RouteFacts {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  return {
    method: method.toLowerCase(),
    path: joined(Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)),
    handler: `${controller.name}.${name}`,
    door: (Reflect.getMetadata(DOOR, handler) ?? Reflect.getMetadata(DOOR, controller)) as Door | undefined,
    description: Reflect.getMetadata(DESCRIPTION, handler) as RouteDescription | undefined,
    status: Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined,
    body: schemaOf(controller, name, BODY),
    query: schemaOf(controller, name, QUERY),
  };
}

function joined(...parts: unknown[]): string {
  const path = parts
    .map((part) => String(part).replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return `/${path.replace(/:([A-Za-z]+)/g, '{$1}').replace(/\*([A-Za-z]+)/g, '{$1}')}`;
}

function schemaOf(controller: Controller, name: string, kind: string): z.ZodType | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<
    string,
    { readonly pipes?: readonly (PipeTransform | ParsedPipe<z.ZodType>)[] }
  >;
  const parameter = Object.entries(parameters).find(([key]) => key.split(':')[0] === kind);
  return parameter?.[1].pipes?.flatMap((pipe) => ('schema' in pipe ? [pipe.schema] : []))[0];
}
