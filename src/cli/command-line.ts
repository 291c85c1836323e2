/**
 * The command line: which commands there are, their options and help. What they do stands in a file each, loaded when it is asked for.
 *
 * Exit codes: 0 done, or stopped by Ctrl-C or SIGTERM; 1 something went wrong while running; 2 the command or the start-up
 * file is wrong, and nothing was started.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from './usage-error.ts';

export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('pilotwire')
    .description('The OCPP 1.6J charge point: a charger, its exact twin, or a thousand of them.')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

  program
    .command('run')
    .description('one charge point with a simulated car, against your Central System, with its control API')
    .option('--config <file>', 'start-up file, JSON or YAML; the options below win over it')
    .option('--csms <url>', 'Central System, ws:// or wss://, without the identity at the end')
    .option('--id <id>', 'charge point identity')
    .addOption(new Option('--model <model>', 'charger model').choices(['zaptec-pro', 'reference']))
    .option('--port <port>', 'port of the control API, 0 for any (default: 8080)', port)
    .option('--data-dir <folder>', 'where the database is (default: ./data)')
    .option('--speed <n>', "the charger's time runs so many times faster than real", factor)
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .action(async (options) => (await import('./run.ts')).run(options));

  program
    .command('central')
    .description(
      'a small Central System to try things with: it accepts chargers, checks what they send, and sends what you type',
    )
    .option('--port <port>', 'port for chargers and HTTP, 0 for any', port, 9000)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--id-tags <file>', 'YAML file with the id tags that may charge (default: all may)')
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .action(async (options) => (await import('./central.ts')).central(options));

  program
    .command('demo')
    .description('a charger, a Central System and a page in one process, and a car that charges')
    .option('--once', 'one car comes, charges for a simulated hour and leaves; prints what happened and ends')
    .option('--speed <n>', 'time runs so many times faster than real (default: 1, with --once 600)', factor)
    .addOption(
      new Option('--model <model>', 'charger model').choices(['zaptec-pro', 'reference']).default('zaptec-pro'),
    )
    .option('--port <port>', 'port of the control API and page', port, 8080)
    .option('--central-port <port>', 'port of the Central System', port, 9000)
    .option('--data-dir <folder>', 'keep the database there (default: a temporary folder)')
    .option('--log-level <level>', 'debug, info, warn or error (default: info, with --once warn)')
    .action(async (options) => (await import('./demo.ts')).demo(options));

  program
    .command('play')
    .description(
      'scenarios: what happens to a charger, step by step, and what is expected of it; in memory, or against your Central System',
    )
    .argument('<scenario...>', 'YAML files (docs/scenarios.md)')
    .option('--csms <url>', 'Central System; without it the built-in one, in memory and in no time')
    .option('--id <id>', "charge point identity (default: the scenario's, or cp001)")
    .addOption(new Option('--model <model>', 'charger model').choices(['zaptec-pro', 'reference']))
    .option('--speed <n>', "with --csms: the charger's time runs so many times faster than real", factor)
    .option('--report <file>', 'write a report as JUnit XML')
    .option('--log-level <level>', 'debug, info, warn or error', 'error')
    .action(async (files, options) => (await import('./play.ts')).play(files, options));

  const firmware = program.command('firmware').description("firmware by the maker's own channel (docs/firmware.md)");
  firmware
    .command('pack')
    .description('makes a signed firmware package: the file, and its signature beside it')
    .requiredOption('--version <version>', 'what the charger will call its firmware')
    .addOption(
      new Option('--model <model>', 'charger model').choices(['zaptec-pro', 'reference']).default('zaptec-pro'),
    )
    .requiredOption('--out <file>', 'the package')
    .requiredOption('--key <file>', 'private key to sign with, PEM (RSA or EC)')
    .requiredOption('--certificate <file>', 'its certificate, and those of the authorities below the root, PEM')
    .option('--payload <file>', 'what is in it (default: a line of text)')
    .action(async (options) => (await import('./firmware.ts')).pack(options));
  firmware
    .command('stage')
    .description("verifies a package against the manufacturer's root of a charger, and leaves it there to be installed")
    .argument('<file>', 'the package, with its signature beside it')
    .requiredOption('--data-dir <folder>', "the charger's")
    .action(async (file, options) => (await import('./firmware.ts')).stage(file, options));

  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    const usage = error instanceof UsageError;
    process.stderr.write(`pilotwire: ${error instanceof Error ? error.message : String(error)}\n`);
    if (!usage && process.env.PILOTWIRE_TRACE !== undefined) process.stderr.write(`${(error as Error).stack}\n`);
    process.exit(usage ? 2 : 1);
  }
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function factor(text: string): number {
  const value = Number(text);
  if (value >= 0.001 && value <= 100_000) return value;
  throw new InvalidArgumentError('A speed is a number from 0.001 to 100000.');
}
