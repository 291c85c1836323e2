/** Every word that a step may be, in one table (docs/scenarios.md is made from it). */
import { apiWords } from './api-words.ts';
import { ownWords } from './own-words.ts';
import type { Word } from './word.ts';

export const vocabulary: Readonly<Record<string, Word>> = { ...apiWords, ...ownWords };
