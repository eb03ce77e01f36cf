#!/usr/bin/env bash
# @summary Packs the program.
# @output tarball Name of the file.
set -euo pipefail

set_output() {
  local -r name="$1" value="$2"
  printf '%s=%s\n' "${name}" "${value}" >> "${GITHUB_OUTPUT}"
}

set_output tarball "$(npm pack)"
