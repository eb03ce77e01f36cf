#!/usr/bin/env bash
set -euo pipefail
build() {
  make all
  make install
}
measure() {
  rate=$(curl -fsS https://example.com/rate | jq -r .rate)
  [[ "$rate" != 0 ]]
}
build || echo "no build" >&2
if ! measure; then exit 1; fi
while build && measure; do sleep 1; done
