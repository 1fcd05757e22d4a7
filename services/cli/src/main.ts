#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Half of the time that a short command takes is compiling: from the second time on it is saved.
enableCompileCache();
const { run } = await import('./run.ts');
process.exitCode = await run();
