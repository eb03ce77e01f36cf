// What vmsnap asks of other programs, as values: { file, args }. Nothing here runs anything.

/** @typedef {{ file: string, args: string[] }} Command */

function virsh(uri, ...args) {
  return { file: 'virsh', args: ['--connect', uri, ...args] };
}

/** @returns {Command} names of all domains, running or not */
export const listDomains = (uri) => virsh(uri, 'list', '--all', '--name');

/** @returns {Command} */
export const domainState = (uri, domain) => virsh(uri, 'domstate', '--domain', domain);

/** @returns {Command} */
export const listCheckpoints = (uri, domain) =>
  virsh(uri, 'checkpoint-list', '--domain', domain, '--name');

/** @returns {Command} */
export const deleteCheckpoint = (uri, domain, checkpoint) =>
  virsh(uri, 'checkpoint-delete', '--domain', domain, '--checkpointname', checkpoint);

/**
 * `--name=value` throughout: a value that starts with a dash stays a value.
 *
 * @returns {Command}
 */
export function backupDomain({ uri, domain, level, folder, compress }) {
  const args = [
    `--uri=${uri}`,
    `--domain=${domain}`,
    `--level=${level}`,
    `--output=${folder}`,
    '--noprogress',
  ];
  return { file: 'virtnbdbackup', args: compress ? [...args, '--compress'] : args };
}

/** @returns {Command} */
export function restoreBackup({ folder, target }) {
  return {
    file: 'virtnbdrestore',
    args: [
      `--input=${folder}`,
      `--output=${target}`,
      `--logfile=${target}/virtnbdrestore.log`,
      '--noprogress',
    ],
  };
}

/** @returns {Command} */
export const checkImage = (image) => ({ file: 'qemu-img', args: ['check', '-f', 'qcow2', image] });
