/**
 * The start-up file: what a charge point process is told once, by whoever starts it (docs/start-up-file.md).
 *
 * Guarantees: what comes out is complete and consistent, with the model's defaults filled in; what does not validate is refused
 * with the path of every field that is wrong, what was expected there and, unless it may be a secret, what stood there.
 */
import { type CarModel, carModels } from './boards/virtual/car-models.ts';
import { carDescription, contradictions, describedCar } from './car-description.ts';
import type { Grid } from './charger/board.ts';
import { defaultServers, NTP_SERVER_FORM, type NtpServer, parseNtpServer } from './clock/ntp-server.ts';
import type { Identity } from './identity.ts';
import { shownUrl } from './link/identity.ts';
import type { Model, Quirks } from './models/model.ts';
import { models } from './models/models.ts';
import {
  array,
  boolean,
  enumeration,
  integer,
  number,
  object,
  optional,
  record,
  type Static,
  string,
} from './schema/schema.ts';
import { type Violation, validate } from './schema/validate.ts';
import { isNetwork } from './transfer/address-guard.ts';

const identity = object({
  chargePointId: string({ minLength: 1, maxLength: 255 }),
  vendor: optional(string({ minLength: 1, maxLength: 20 })),
  model: optional(string({ minLength: 1, maxLength: 20 })),
  chargeBoxSerialNumber: optional(string({ maxLength: 25 })),
  chargePointSerialNumber: optional(string({ maxLength: 25 })),
  firmwareVersion: optional(string({ maxLength: 50 })),
  iccid: optional(string({ maxLength: 20 })),
  imsi: optional(string({ maxLength: 20 })),
  meterType: optional(string({ maxLength: 25 })),
  meterSerialNumber: optional(string({ maxLength: 25 })),
});

const connector = object({
  id: integer({ minimum: 1 }),
  lock: optional(boolean()),
  ventilation: optional(boolean()),
  maxCurrentA: optional(number({ minimum: 6, maximum: 80 })),
  phases: optional(integer({ minimum: 1, maximum: 3 })),
});

const api = object({
  host: optional(string({ minLength: 1 })),
  port: optional(integer({ minimum: 0, maximum: 65_535 })),
  /** Callers have to know it; needed beyond loopback. */
  token: optional(string({ minLength: 16 })),
});

/** The file as it is written. */
export const startUpFileSchema = object({
  model: optional(enumeration(['zaptec-pro', 'reference'])),
  identity,
  csms: object({ url: string({ format: 'uri' }), verifyHostname: optional(boolean()) }),
  api: optional(api),
  controlApi: optional(api),
  dataDir: optional(string({ minLength: 1 })),
  connectors: optional(array(connector, { minItems: 1 })),
  grid: optional(
    object({
      type: optional(enumeration(['TN', 'IT'])),
      voltageV: optional(number({ minimum: 50, maximum: 500 })),
      phases: optional(integer({ minimum: 1, maximum: 3 })),
      region: optional(string({ minLength: 2, maxLength: 2 })),
    }),
  ),
  configuration: optional(record(string())),
  vendorConfiguration: optional(record(string())),
  certificates: optional(
    object({
      csmsRootFile: optional(string()),
      manufacturerRootFile: optional(string()),
      clientDir: optional(string()),
      v2gRootFile: optional(string()),
      moRootFile: optional(string()),
    }),
  ),
  quirks: optional(
    object({
      schemaViolationCode: optional(enumeration(['FormationViolation', 'ByKind'])),
      reportsFaults: optional(boolean()),
      sendsMeterIdentity: optional(boolean()),
      showsReservation: optional(boolean()),
      verifiesServer: optional(boolean()),
    }),
  ),
  clock: optional(
    object({
      source: optional(enumeration(['system', 'ntp', 'central-system'])),
      /** For ntp. */
      servers: optional(array(string({ minLength: 1 }), { maxItems: 16 })),
    }),
  ),
  reset: optional(
    object({
      mode: optional(enumeration(['in-process', 'exit'])),
      delayMs: optional(integer({ minimum: 0, maximum: 600_000 })),
    }),
  ),
  /** Addresses or networks that files may go to and come from although they are link-local or this charger's own. */
  fileTransfer: optional(object({ allow: optional(array(string({ minLength: 1 }))) })),
  firmware: optional(object({ rebootAfterInstall: optional(boolean()) })),
  /** The simulated car's model, when nobody says which. */
  car: optional(string({ minLength: 1 })),
  /** Cars beside the built-in ones. */
  cars: optional(array(carDescription, { maxItems: 100 })),
  /** How many times faster than real the charger's own time runs. */
  speed: optional(number({ minimum: 0.001, maximum: 100_000 })),
});

export type StartUpFile = Static<typeof startUpFileSchema>;

/** The same, complete. */
export interface StartUp {
  /** With the file's quirks in it. */
  readonly model: Model;
  readonly identity: Identity;
  readonly csmsUrl: string;
  readonly api: { readonly host: string; readonly port: number; readonly token: string | undefined };
  readonly dataDir: string;
  readonly connectors: readonly ConnectorSetup[];
  readonly grid: Grid;
  readonly configuration: Readonly<Record<string, string>>;
  readonly clock: ClockSource;
  readonly reset: { readonly mode: 'in-process' | 'exit'; readonly delayMs: number };
  readonly rebootAfterInstall: boolean;
  /** Where files may go to and come from although it is forbidden otherwise. */
  readonly fileTransfer: { readonly allow: readonly string[] };
  /** Paths of the files that are copied at the first start; `clientDir` is a folder. */
  readonly certificates: CertificateFiles;
  readonly car: string | undefined;
  /** Cars beside the built-in ones. */
  readonly cars: readonly CarModel[];
  readonly speed: number;
  /** Settings of the file that nothing acts on yet, for the log. */
  readonly ignored: readonly string[];
}

/** Who sets the charger's clock. */
export type ClockSource =
  /** Nobody: it is the computer's. */
  | { readonly source: 'system' }
  | { readonly source: 'ntp'; readonly servers: readonly NtpServer[] }
  | { readonly source: 'central-system' };

export interface ConnectorSetup {
  readonly id: number;
  readonly lock: boolean;
  readonly ventilation: boolean;
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
}

export interface CertificateFiles {
  readonly csmsRootFile?: string;
  readonly manufacturerRootFile?: string;
  readonly clientDir?: string;
}

export type StartUpResult =
  | { readonly ok: true; readonly startUp: StartUp }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** Reads the parsed JSON or YAML of a start-up file. */
export function readStartUpFile(json: unknown): StartUpResult {
  const violations = validate(startUpFileSchema, json);
  if (violations.length > 0) return { ok: false, violations: violations.map(withoutSecret) };
  const file = json as StartUpFile;
  const base = models[file.model ?? 'zaptec-pro'];
  const inconsistencies = inconsistent(file, base);
  if (inconsistencies.length > 0) return { ok: false, violations: inconsistencies };
  const listen = file.api ?? file.controlApi ?? {};
  const connectors = file.connectors ?? [{ id: 1 }];
  return {
    ok: true,
    startUp: {
      model:
        file.quirks === undefined ? base : { ...base, quirks: { ...base.quirks, ...present(file.quirks) } as Quirks },
      identity: file.identity,
      csmsUrl: file.csms.url,
      api: { host: listen.host ?? '127.0.0.1', port: listen.port ?? 8080, token: listen.token },
      dataDir: file.dataDir ?? './data',
      connectors: connectors.map((each) => ({
        id: each.id,
        lock: each.lock ?? true,
        ventilation: each.ventilation ?? true,
        maxCurrentA: Math.min(each.maxCurrentA ?? base.maxCurrentA, base.maxCurrentA),
        phases: each.phases === 1 ? 1 : base.phases,
      })),
      grid: {
        type: file.grid?.type ?? 'TN',
        voltageV: file.grid?.voltageV ?? 230,
        phases: file.grid?.phases === 1 ? 1 : 3,
      },
      configuration: {
        ...regions[file.grid?.region?.toUpperCase() ?? ''],
        ...(file.csms.verifyHostname === undefined ? {} : { VerifyCsmsCommonName: String(file.csms.verifyHostname) }),
        ...file.configuration,
        ...file.vendorConfiguration,
      },
      clock: clockOf(file),
      reset: { mode: file.reset?.mode ?? 'in-process', delayMs: file.reset?.delayMs ?? 1_000 },
      rebootAfterInstall: file.firmware?.rebootAfterInstall ?? true,
      fileTransfer: { allow: file.fileTransfer?.allow ?? [] },
      certificates: certificateFiles(file.certificates),
      car: file.car,
      cars: (file.cars ?? []).map(describedCar),
      speed: file.speed ?? 1,
      ignored: [
        ...['v2gRootFile', 'moRootFile']
          .filter((name) => name in (file.certificates ?? {}))
          .map((name) => `certificates.${name}`),
      ],
    },
  };
}

/** What the law of a region asks of a charger: defaults of its keys. */
const regions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // SI 2021/1467, regulation 11.
  GB: { RandomisedDelayEnabled: 'true' },
};

function clockOf({ clock }: StartUpFile): ClockSource {
  if (clock?.source !== 'ntp') return { source: clock?.source ?? 'system' };
  return { source: 'ntp', servers: serversOf(clock).flatMap((name) => parseNtpServer(name) ?? []) };
}

function serversOf({ servers = [] }: NonNullable<StartUpFile['clock']>): readonly string[] {
  return servers.length > 0 ? servers : defaultServers;
}

function certificateFiles({
  csmsRootFile,
  manufacturerRootFile,
  clientDir,
}: StartUpFile['certificates'] & object = {}): CertificateFiles {
  return present({ csmsRootFile, manufacturerRootFile, clientDir });
}

/** What stands where a password may, or at a name that nobody knows and may be a password's, is not told. */
function withoutSecret(violation: Violation): Violation {
  const { path, kind, got } = violation;
  const secret = /key|token|secret|password|url/i.test(path) || (kind === 'formation' && !path.startsWith('/cars/'));
  return secret && got !== 'nothing' ? { ...violation, got: 'a value that is not shown' } : violation;
}

/** What a schema cannot say. */
function inconsistent(file: StartUpFile, model: Model): Violation[] {
  const { csms, connectors = [], grid, identity: who, clock = {}, speed = 1 } = file;
  const found: Violation[] = [...wrongCars(file)];
  const say = (path: string, expected: string, got: unknown) =>
    found.push({ path, kind: 'property', expected, got: JSON.stringify(got) });
  if (!/^wss?:\/\//i.test(csms.url)) say('/csms/url', 'a ws:// or wss:// URL', shownUrl(csms.url));
  if (who.chargePointId.includes(':'))
    say('/identity/chargePointId', 'no colon (HTTP Basic, RFC 7617)', who.chargePointId);
  if (connectors.length > model.maxConnectors) {
    say('/connectors', `at most ${model.maxConnectors} for ${model.name}`, connectors.length);
  }
  for (const [index, text] of (file.fileTransfer?.allow ?? []).entries()) {
    if (!isNetwork(text)) say(`/fileTransfer/allow/${index}`, 'an address, or a network like 10.0.0.0/8', text);
  }
  if (grid?.phases === 2) say('/grid/phases', '1 or 3', 2);
  const { source = 'system', servers = [] } = clock;
  if (!model.clockSources.includes(source)) {
    say('/clock/source', `${model.clockSources.join(' or ')} for ${model.name}`, source);
  }
  if (source !== 'system' && speed !== 1) say('/speed', `1 with clock.source ${source}: that time is real`, speed);
  for (const [index, name] of servers.entries()) {
    if (parseNtpServer(name) === undefined) say(`/clock/servers/${index}`, NTP_SERVER_FORM, name);
  }
  for (const [index, { id, phases }] of connectors.entries()) {
    if (phases === 2) say(`/connectors/${index}/phases`, '1 or 3', 2);
    if (id !== index + 1) say(`/connectors/${index}/id`, `${index + 1}: ids are 1..n without gaps, in order`, id);
  }
  return found;
}

function wrongCars({ car, cars = [] }: StartUpFile): readonly Violation[] {
  const known = carModels.map(({ name }) => name);
  const found = cars.flatMap((each, index): readonly Violation[] => {
    const path = `/cars/${index}`;
    const taken = known.includes(each.name);
    known.push(each.name);
    return [
      ...(taken ? [wrongCar(`${path}/name`, 'a name that no other car has', each.name)] : []),
      ...contradictions(each, path),
    ];
  });
  if (car === undefined || known.includes(car)) return found;
  return [...found, wrongCar('/car', `one of ${known.join(', ')}`, car)];
}

function wrongCar(path: string, expected: string, name: string): Violation {
  return { path, kind: 'property', expected, got: JSON.stringify(name) };
}

function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
