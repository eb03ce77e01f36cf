#!/usr/bin/env bash
set -euo pipefail
lines=$(wc -l < file)
found=$(grep -c x file || true)
count=$(jq '.items | length' file)
rate=$(jq -r '.rate // 0' file)
checked=$(curl -fsS https://example.com/n)
[[ "$checked" =~ ^[0-9]+$ ]] || exit 1
status=$(curl -s -o /dev/null -w '%{http_code}' https://example.com/)
sum=$(awk '{ s += $1 } END { print s + 0 }' file)
if [ "$lines" -gt 1 ] || [ "$found" -gt 1 ] || [ "$count" -gt 1 ] || [ "$rate" -gt 1 ]; then exit 1; fi
if [ "$checked" -gt 1 ] || [ "$status" -ne 200 ] || [ "$sum" -gt 3 ] || [ "$#" -gt 2 ]; then exit 1; fi
if (( $(echo "$lines > 3" | bc -l) )); then exit 1; fi
late=$(jq -r .late file)
test "$late" -gt 0
