import { danger, type Found, opaque, read, remove, shell, write } from './found.js';
import { known, perProgram, type Special } from './special.js';

/** `|command` for a picture is what the command prints; other words before a colon read, run or delete what stands behind it. */
const CODERS: Readonly<Record<string, (path: string) => Found>> = {
  ephemeral: remove,
  msl: (path) => ({ kind: 'project', path }),
  mvg: read,
  text: read,
  txt: read,
  pango: read,
  label: read,
  caption: read,
  vid: read,
  url: () => opaque('a picture from the network'),
  http: () => opaque('a picture from the network'),
  https: () => opaque('a picture from the network'),
};
const pictures: Special = (args, { operands }, program) => [
  ...known(args).flatMap((word): readonly Found[] => {
    const run = /^(?:\w+:)?\|(.+)$/s.exec(word)?.[1];
    if (run !== undefined) return [danger('a picture that is what a command prints'), shell(run, program)];
    const [, coder = '', path = ''] = /^([a-z]+):@?(.+)$/.exec(word) ?? [];
    return Object.hasOwn(CODERS, coder) ? [CODERS[coder]?.(path) ?? opaque('a picture')] : [];
  }),
  ...(program === 'mogrify' ? known(operands).map(write) : []),
];

/** What stands on the screen, or is heard and seen around the machine. */
const RECORDERS = /^(?:x11grab|avfoundation|gdigrab|dshow|pulse|alsa|v4l2|kmsgrab|fbdev|xcbgrab|sndio|oss|jack)$/;
const recording: Special = (args) =>
  known(args).some((word, at, all) => RECORDERS.test(word) && all[at - 1] === '-f')
    ? [opaque('a recording of the screen or of what is around')]
    : [];

export const MEDIA_PROGRAMS: readonly (readonly [string, Special])[] = [
  ...perProgram('convert magick identify mogrify composite montage compare display stream', pictures),
  ...perProgram('ffmpeg', recording),
];
