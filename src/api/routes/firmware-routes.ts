/** The call about firmware: the maker's own channel, beside that of the Central System. */
import { object, string } from '../../schema/schema.ts';
import { ProblemError } from '../problem.ts';
import { jsonRoute, type Route } from '../route.ts';
import { firmwareShown } from '../schemas.ts';
import { firmwareOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

const body = object({
  package: string({ minLength: 1, description: 'The whole file, as `pilotwire firmware pack` makes it; base64.' }),
  signature: string({ minLength: 1, maxLength: 800, description: 'Over the whole file; base64.' }),
  signingCertificate: string({
    minLength: 1,
    maxLength: 5500,
    description: 'PEM: the certificate that has signed it, and those of the authorities below the root.',
  }),
});

export function firmwareRoutes({ twin }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'POST',
      path: '/firmware',
      id: 'stageFirmware',
      tag: 'Charger',
      summary: "Hands the charger new firmware, by the maker's own channel",
      description:
        'It is verified against the root certificates of the manufacturer that the charger has, and installed as soon as no transaction runs; then the charger restarts. A package that is too long for a body is staged with `pilotwire firmware stage`.',
      body,
      status: 202,
      refusals: ['invalid-request', 'firmware-refused', 'firmware-busy'],
      returns: firmwareShown,
      returned: 'It is on disk and will be installed.',
      answer({ body: { package: base64, ...signature } }) {
        const staged = twin.chargePoint().firmware.stage(Buffer.from(base64, 'base64'), signature);
        if (staged.kind === 'refused')
          throw new ProblemError('firmware-refused', `The package is refused: ${staged.why}.`);
        if (staged.kind === 'busy')
          throw new ProblemError('firmware-busy', 'Another update is underway; GET /status shows how far it is.');
        return firmwareOf(twin);
      },
    }),
  ];
}
