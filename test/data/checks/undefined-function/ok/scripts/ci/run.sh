#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "$0")/lib.sh"
check_one() { true; }
pg_start() { pg_ctlcluster 16 main start; pg_isready; }
main() {
  check_one
  check_three
  pg_start
  other_tool --version
  ./check_four
  if command -v check_five; then check_five; fi
}
main "$@"
