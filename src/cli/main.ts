#!/usr/bin/env node
/** The command's entry. It loads nothing before the compile cache is on: that halves the time to the first message. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runCommandLine } = await import('./command-line.ts');
await runCommandLine(process.argv);
