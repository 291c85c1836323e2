/**
 * The calls about the configuration, as a technician at the charger has it.
 *
 * Guarantee: a change is held to the same rules as ChangeConfiguration of the Central System, is on disk when it is answered, and a
 * refused one changes nothing; the value of a key that can only be written is never told.
 */
import type { KeyState } from '../../features/configuration/configuration.ts';
import { array, enumeration, object, string } from '../../schema/schema.ts';
import type { Twin } from '../../twin.ts';
import { ProblemError } from '../problem.ts';
import { jsonRoute, type Route } from '../route.ts';
import { configurationKey } from '../schemas.ts';
import { configurationKeyOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

export function configurationRoutes({ twin }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/configuration',
      id: 'getConfiguration',
      tag: 'Charger',
      summary: 'Every configuration key, with what it means',
      returns: array(configurationKey),
      returned: 'The keys, by name.',
      answer: () => twin.chargePoint().configuration.keys().map(configurationKeyOf),
    }),
    jsonRoute({
      method: 'PUT',
      path: '/configuration/{key}',
      id: 'changeConfiguration',
      tag: 'Charger',
      summary: 'Changes a key at the charger itself',
      description:
        'By the rules of ChangeConfiguration. The Central System is not told: it asks, with GetConfiguration.',
      parameters: [{ name: 'key', description: 'Its name, in any case.', schema: string({ minLength: 1 }) }],
      body: object({ value: string({ maxLength: 500, description: 'As text, as on the wire.' }) }),
      refusals: ['invalid-request', 'unknown-key', 'read-only-key'],
      returns: object({
        status: enumeration(['Accepted', 'RebootRequired'], {
          description: 'RebootRequired: it is kept, and holds from the next start on.',
        }),
        configurationKey,
      }),
      returned: 'The key as it is now.',
      answer({ params, body: { value } }) {
        const { key } = keyIn(twin, params);
        const { configuration } = twin.chargePoint();
        const { status, why = `${key.name} was not changed`, after } = configuration.change(key.name, value);
        after?.();
        if (status === 'Accepted' || status === 'RebootRequired')
          return { status, configurationKey: configurationKeyOf(keyIn(twin, params)) };
        const readOnly = configuration.find(key.name)?.access === 'R';
        throw new ProblemError(readOnly ? 'read-only-key' : 'invalid-request', `${why}.`);
      },
    }),
  ];
}

function keyIn(twin: Twin, { key = '' }: Readonly<Record<string, string>>): KeyState {
  const found = twin.chargePoint().configuration.find(key);
  if (found !== undefined) return found;
  throw new ProblemError(
    'unknown-key',
    `This charger has no key ${JSON.stringify(key)}: GET /configuration tells all.`,
  );
}
