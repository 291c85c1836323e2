/**
 * An update of the firmware as a state machine: what was asked for, how far it is, what happens next. Pure, one table.
 *
 * Guarantees: every stage is worth storing, and `resumed` says for each how it goes on after a power cut; a happening that means nothing
 * in a stage changes nothing; from every stage there is a way to an end, and after an end nothing happens any more.
 */
import type { PackageSignature } from '../../firmware/signature.ts';

/** How the firmware comes: over the two messages of OCPP, or by the maker's own way. */
export type Channel = 'UpdateFirmware' | 'SignedUpdateFirmware' | 'maker';

/** What was asked for. */
export interface Update {
  readonly channel: Channel;
  /** Of SignedUpdateFirmware. */
  readonly requestId?: number;
  /** Absent: the package is here. */
  readonly location?: string;
  /** Not to be downloaded before, ms since 1970. */
  readonly retrieveAt?: number;
  /** Not to be installed before, ms since 1970. */
  readonly installAt?: number;
  /** How often the download is tried again. */
  readonly retries: number;
  /** ms. */
  readonly retryInterval: number;
  /** Absent: nobody has signed it. */
  readonly signed?: PackageSignature;
}

/** The firmware in a package that was looked at: what it is known by. */
export interface Candidate {
  readonly version: string;
  /** Of its payload. */
  readonly sha256: string;
}

export type Stage =
  /** Until retrieveAt. */
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'downloading'; readonly failures: number }
  /** Until it is tried again, ms since 1970. */
  | { readonly kind: 'paused'; readonly failures: number; readonly until: number }
  /** Its signature and its content are looked at. */
  | { readonly kind: 'checking' }
  /** Until installAt, and then until no transaction runs. */
  | ({ readonly kind: 'waiting' } & Candidate)
  | ({ readonly kind: 'installing' } & Candidate)
  /** It runs from the next start on. `own`: which we see to ourselves. */
  | ({ readonly kind: 'restarting'; readonly own: boolean } & Candidate)
  | { readonly kind: 'over'; readonly installed: boolean };

/** Every stage, in the order in which they come. */
export const updateStages = [
  'scheduled',
  'downloading',
  'paused',
  'checking',
  'waiting',
  'installing',
  'restarting',
  'over',
] as const satisfies readonly Stage['kind'][];

/** What there is to tell of an update. */
export type Milestone =
  | 'download scheduled'
  | 'downloading'
  | 'download paused'
  | 'download failed'
  | 'downloaded'
  | 'signature verified'
  | 'invalid signature'
  | 'package refused'
  | 'installation scheduled'
  | 'installing'
  | 'rebooting'
  | 'installed'
  | 'installation failed';

export type Happening =
  /** The time that a stage waits for has come. */
  | { readonly kind: 'due' }
  | { readonly kind: 'downloaded' }
  /** `now`: ms since 1970. `final`: no repetition can mend it. */
  | { readonly kind: 'download failed'; readonly now: number; readonly final: boolean }
  | ({ readonly kind: 'sound' } & Candidate)
  | { readonly kind: 'wrong signature' }
  | { readonly kind: 'bad package' }
  /** It cannot be installed yet. */
  | { readonly kind: 'held' }
  /** Nothing is in the way of the installation. */
  | { readonly kind: 'free' }
  | { readonly kind: 'installation failed' }
  /** It is in its slot, and the slot is switched. */
  | { readonly kind: 'switched'; readonly own: boolean }
  /** The restart that we saw to did not succeed. */
  | { readonly kind: 'not restarted' }
  /** The new firmware runs, and has proved itself. */
  | { readonly kind: 'proved' };

export interface Step {
  readonly stage: Stage;
  /** In the order in which they are told. */
  readonly milestones: readonly Milestone[];
}

type Of<T extends { readonly kind: string }, K extends T['kind']> = Extract<T, { readonly kind: K }>;

type Table = {
  readonly [S in Stage['kind']]: {
    readonly [H in Happening['kind']]?: (stage: Of<Stage, S>, happening: Of<Happening, H>, update: Update) => Step;
  };
};

const failed = (milestone: Milestone): Step => ({ stage: { kind: 'over', installed: false }, milestones: [milestone] });

/** An installation that does not succeed at any of its points leaves what ran before. */
const table: Table = {
  scheduled: {
    due: () => ({ stage: { kind: 'downloading', failures: 0 }, milestones: ['downloading'] }),
  },
  downloading: {
    downloaded: () => ({ stage: { kind: 'checking' }, milestones: ['downloaded'] }),
    'download failed': ({ failures }, { now, final }, { retries, retryInterval }) =>
      final || failures >= retries
        ? failed('download failed')
        : {
            stage: { kind: 'paused', failures: failures + 1, until: now + retryInterval },
            milestones: ['download paused'],
          },
  },
  paused: {
    due: ({ failures }) => ({ stage: { kind: 'downloading', failures }, milestones: ['downloading'] }),
  },
  checking: {
    sound: (_, { version, sha256 }, { signed }) => ({
      stage: { kind: 'waiting', version, sha256 },
      milestones: signed === undefined ? [] : ['signature verified'],
    }),
    'wrong signature': () => failed('invalid signature'),
    'bad package': (_, __, { signed }) => ({
      ...failed('package refused'),
      milestones: signed === undefined ? ['package refused'] : ['signature verified', 'package refused'],
    }),
  },
  waiting: {
    held: (stage) => ({ stage, milestones: ['installation scheduled'] }),
    free: ({ version, sha256 }) => ({ stage: { kind: 'installing', version, sha256 }, milestones: ['installing'] }),
  },
  installing: {
    switched: ({ version, sha256 }, { own }) => ({
      stage: { kind: 'restarting', own, version, sha256 },
      milestones: own ? ['rebooting'] : [],
    }),
    'bad package': () => failed('package refused'),
    'installation failed': () => failed('installation failed'),
  },
  restarting: {
    'not restarted': (stage) => ({ stage: { ...stage, own: false }, milestones: [] }),
    proved: () => ({ stage: { kind: 'over', installed: true }, milestones: ['installed'] }),
    'installation failed': () => failed('installation failed'),
  },
  over: {},
};

/** What becomes of a stage; undefined: nothing, the happening means nothing in it. */
export function advance(stage: Stage, happening: Happening, update: Update): Step | undefined {
  const row: { readonly [H in Happening['kind']]?: unknown } = table[stage.kind];
  const become = row[happening.kind] as ((...about: readonly unknown[]) => Step) | undefined;
  return become?.(stage, happening, update);
}

/** The first stage of what was asked for. `now`: ms since 1970. */
export function begin({ location, retrieveAt = 0 }: Update, now: number): Step {
  if (location === undefined) return { stage: { kind: 'checking' }, milestones: [] };
  return retrieveAt > now
    ? { stage: { kind: 'scheduled' }, milestones: ['download scheduled'] }
    : { stage: { kind: 'downloading', failures: 0 }, milestones: ['downloading'] };
}

/** What the slots say after a start. */
export interface Started {
  /** What runs; undefined for the factory firmware. */
  readonly running: Candidate | undefined;
  /** What did not prove itself last. */
  readonly refused: Candidate | undefined;
}

/** Is it the very same firmware? */
export function isSame(one: Candidate, other: Candidate | undefined): boolean {
  return one.version === other?.version && one.sha256 === other.sha256;
}

/**
 * How an update goes on after a start, from the stage that is on disk. What was cut short begins anew; whether an installation has taken
 * place the slots know. Undefined: where it was.
 */
export function resumed(stage: Stage, { running, refused }: Started): Step | undefined {
  if (stage.kind !== 'installing' && stage.kind !== 'restarting') return undefined;
  const { version, sha256 } = stage;
  if (isSame(stage, running)) return { stage: { kind: 'restarting', own: false, version, sha256 }, milestones: [] };
  return stage.kind === 'restarting' || isSame(stage, refused) ? failed('installation failed') : undefined;
}

/** May another update take the place of one that is there? Not while it is being installed, nor while it has to prove itself. */
export function givesWay(stage: Stage, { running }: Pick<Started, 'running'>): boolean {
  if (stage.kind === 'restarting') return !stage.own && !isSame(stage, running);
  return stage.kind !== 'installing';
}
