/** Every file of the tests is a process of its own, and all of them load the same source: compiled once, it is there for the others. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
