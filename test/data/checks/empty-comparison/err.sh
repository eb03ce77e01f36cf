#!/usr/bin/env bash
set -euo pipefail
rate=$(curl -s "$URL" | jq -r '.data.result[0].value[1]')
if (( $(echo "$rate > 0.01" | bc -l) )); then exit 1; fi
if [ "$(echo "$rate > 0.5" | bc)" -eq 1 ]; then exit 1; fi
failed=$(grep -o 'failed: [0-9]*' log | cut -d' ' -f2)
if [ "$failed" -gt 0 ]; then exit 1; fi
[ "$(jq -r .count file)" -gt 3 ] && exit 1
exit 0
