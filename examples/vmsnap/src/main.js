#!/usr/bin/env node
import { vmsnap } from './cli.js';

process.exitCode = await vmsnap(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  now: () => new Date(),
});
