/**
 * Labels that were gone before the table of runner images begins, with the day they ended.
 *
 * @see https://github.com/actions/runner-images/issues/12045 windows-2019
 * @see https://github.com/actions/runner-images/issues/9255 macOS 11
 * @see https://github.com/actions/runner-images/issues/6002 ubuntu-18.04
 * @see https://github.com/actions/runner-images/issues/5583 macOS 10.15
 * @see https://github.com/actions/runner-images/issues/4312 windows-2016
 * @see https://github.com/actions/runner-images/issues/3287 ubuntu-16.04
 * @internal
 */
export const RETIRED_RUNNERS: Record<string, string> = {
  'windows-2019': '2025-06-30',
  'windows-2016': '2022-04-01',
  'macos-11': '2024-06-28',
  'macos-11.0': '2024-06-28',
  'macos-10.15': '2023-08-30',
  'ubuntu-18.04': '2023-04-03',
  'ubuntu-16.04': '2021-09-20',
};
