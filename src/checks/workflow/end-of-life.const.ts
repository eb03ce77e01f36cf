/**
 * The day support of a release line ended or will end (ISO), by program.
 *
 * @see https://endoflife.date/nodejs
 * @see https://endoflife.date/postgresql
 * @see https://endoflife.date/mysql
 * @see https://endoflife.date/mongodb
 * @see https://endoflife.date/python
 * @see https://endoflife.date/dotnet
 * @see https://endoflife.date/debian
 * @see https://endoflife.date/ubuntu
 * @see https://endoflife.date/centos
 * @internal
 */
export const END_OF_LIFE: Record<string, Record<string, string>> = {
  // Those before the lines of the catalogue.
  node: { 8: '2019-12-31', 10: '2021-04-30', 11: '2019-06-01', 12: '2022-04-30', 13: '2020-06-01', 14: '2023-04-30', 15: '2021-06-01', 16: '2023-09-11', 17: '2022-06-01', 19: '2023-06-01' },
  postgres: { 9: '2021-11-11', 10: '2022-11-10', 11: '2023-11-09', 12: '2024-11-21', 13: '2025-11-13', 14: '2026-11-12', 15: '2027-11-11' },
  mysql: { '5': '2023-10-31', '8.0': '2026-04-30' },
  mongo: { 3: '2021-04-30', 4: '2024-02-29', 5: '2024-10-31', 6: '2025-07-31' },
  python: { '2.7': '2020-01-01', '3.5': '2020-09-30', '3.6': '2021-12-23', '3.7': '2023-06-27', '3.8': '2024-10-07', '3.9': '2025-10-31', '3.10': '2026-10-31' },
  dotnet: { '2.1': '2021-08-21', '3.1': '2022-12-13', '5.0': '2022-05-10', '6.0': '2024-11-12', '7.0': '2024-05-14' },
  debian: { jessie: '2020-06-30', stretch: '2022-06-30', buster: '2024-06-30', bullseye: '2026-08-31', 8: '2020-06-30', 9: '2022-06-30', 10: '2024-06-30', 11: '2026-08-31' },
  ubuntu: { 16.04: '2021-04-30', 18.04: '2023-05-31', 20.04: '2025-05-31', xenial: '2021-04-30', bionic: '2023-05-31', focal: '2025-05-31' },
  centos: { 6: '2020-11-30', 7: '2024-06-30', 8: '2021-12-31' },
};

/** Names that a program goes by in messages. @internal */
export const PROGRAM_NAMES: Record<string, string> = { postgres: 'PostgreSQL', mysql: 'MySQL', mongo: 'MongoDB', python: 'Python', dotnet: '.NET', debian: 'Debian', ubuntu: 'Ubuntu', centos: 'CentOS', node: 'Node.js' };
