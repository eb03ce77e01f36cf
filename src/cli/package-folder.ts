import { join } from 'node:path';

/** Folder of this package: from src/cli, from lib/cli and from the bundled command, which stands there too. */
export const PACKAGE_FOLDER = join(__dirname, '..', '..');
