/** The page about scenarios, from the tables that the player itself uses: vocabulary, conditions, matchers; and from the examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { scenarioSchema } from '../src/play/scenario.ts';
import { vocabulary } from '../src/play/vocabulary.ts';
import type { SchemaNode } from '../src/schema/schema.ts';
import { conditions } from '../src/watch/conditions.ts';
import { matchers } from '../src/watch/match.ts';
import { table } from './table.ts';

const scenarioFolder = join(import.meta.dirname, '../scenarios');

/** docs/scenarios.md, whole. */
export const scenariosPage = `# Scenarios

\`pilotwire play FILE…\` plays what happens to a charger, step by step, and holds what comes of it against what is expected.

\`\`\`sh
pilotwire play scenarios/first-charge.yaml                                  # the built-in Central System, in memory, in no time
pilotwire play scenarios/*.yaml --report junit.xml                          # all of them, with a report for a CI
pilotwire play my.yaml --csms ws://localhost:9000/ocpp --id cp1 --speed 60  # your Central System, over a real WebSocket
\`\`\`

Each scenario has a charger of its own that begins with nothing on disk. Without \`--csms\` time is virtual: every run is the same. With it,
the charger's time is the computer's, times \`--speed\`; then a wait of up to 5 s gets its time in real seconds too, and a longer one
at least 5. After a step that fails the others are skipped. Exit codes: 0 all passed, 1 a step failed, 2 a file is wrong and nothing was
started; what is wrong is told with its path.

\`\`\`yaml
${readFileSync(join(scenarioFolder, 'first-charge.yaml'), 'utf8').trimEnd()}
\`\`\`

## The file

${schemaTable(scenarioSchema)}

\`--id\`, \`--model\` and \`--speed\` win over the file. \`\${name}\` in any text of a step is a variable; a text that is nothing else becomes
its value, a number staying a number. A text that looks like a number (an idTag \`0123\`) has to stand in quotation marks.

## Steps

A step is a word with its arguments; one without arguments may stand alone (\`- offline\`). The words of the world are calls of the
[control API](../README.md), with its names, and do what they do there.

${['The world', 'The Central System', 'Waiting and looking', 'The scenario']
  .map((group) => `### ${group}\n\n${wordsOf(group)}`)
  .join('\n\n')}

\`expect\`, \`expect-all\` and \`expect-no\` look at the frames since the last act: the last step that did something to the world or sent a
CALL. What one of them has found is behind them, so two in a row find two frames, in that order. An \`expect-no\` looks at
the time before it, too.

## Conditions of wait-until

${table(
  ['condition', 'of', 'values', 'meaning'],
  Object.entries(conditions).map(([name, { of, schema, meaning }]) => [`\`${name}\``, of, typeName(schema), meaning]),
)}

## Matchers

An object in a pattern is a subset: what it does not name may be anything. A list is the whole list. In place of any value there may be a
matcher; several in one object have all to fit.

${table(
  ['matcher', 'fits', 'example'],
  Object.entries(matchers).map(([name, { meaning, example }]) => [`\`${name}\``, meaning, `\`${example}\``]),
)}

## Examples

${table(
  ['file', 'what happens'],
  readdirSync(scenarioFolder)
    .sort()
    .map((file) => {
      const { name, description } = parse(readFileSync(join(scenarioFolder, file), 'utf8'));
      return [`[${file}](../scenarios/${file})`, `**${name}.** ${String(description).trim()}`];
    }),
)}
`;

/** The members of an object, each with its type and meaning. */
function schemaTable(schema: SchemaNode): string {
  if (schema.type !== 'object' || schema.properties === undefined)
    return schema.type === undefined ? '' : typeName(schema);
  const { properties, required = [] } = schema;
  return table(
    ['member', 'type', 'meaning'],
    Object.entries(properties).map(([name, member]) => [
      required.includes(name) ? `**\`${name}\`**` : `\`${name}\``,
      typeName(member),
      [member.description ?? '', member.default === undefined ? '' : `Default ${JSON.stringify(member.default)}.`]
        .filter((part) => part !== '')
        .join(' '),
    ]),
  );
}

function wordsOf(group: string): string {
  return Object.entries(vocabulary)
    .filter(([, word]) => word.group === group)
    .map(([name, { meaning, args, example, builtInOnly }]) => {
      const only = builtInOnly === true ? ' Not with `--csms`.' : '';
      const members = takes(name, args);
      return `**\`${name}\`**: ${meaning}.${only}\n\n\`\`\`yaml\n- ${example}\n\`\`\`${members === '' ? '' : `\n\n${members}`}`;
    })
    .join('\n\n');
}

/** What a word takes; nothing for one without arguments. wait-until has its conditions in a table of their own. */
function takes(word: string, args: SchemaNode): string {
  if (args.type !== 'object') return `Takes ${typeName(args)}.`;
  if (args.properties === undefined) return 'Takes any names, each with a value.';
  const { properties: members } = args;
  const properties =
    word === 'wait-until'
      ? Object.fromEntries(Object.entries(members).filter(([name]) => !(name in conditions)))
      : members;
  return Object.keys(properties).length === 0 ? '' : schemaTable({ ...args, properties });
}

/** The type of a value in a few words. */
function typeName(schema: SchemaNode): string {
  switch (schema.type) {
    case undefined:
      return 'anyOf' in schema && schema.anyOf !== undefined ? schema.anyOf.map(typeName).join(', or ') : 'any';
    case 'string':
      if (schema.enum === undefined) return 'text';
      return schema.enum.length > 12 ? 'one of its names' : schema.enum.map((each) => `\`${each}\``).join(', ');
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return `list of ${schema.items.type === 'object' ? 'objects' : typeName(schema.items)}`;
    case 'object':
      return 'object';
    default: {
      const { minimum, maximum } = schema;
      const least = minimum === undefined ? '' : ` from ${minimum}`;
      const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
      return `${schema.type}${least}${most}`;
    }
  }
}
