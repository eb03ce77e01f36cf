import { spawnSync } from 'node:child_process';

spawnSync('scripts/ci/from-code.sh');
