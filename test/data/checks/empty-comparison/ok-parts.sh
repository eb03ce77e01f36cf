#!/usr/bin/env bash
set -euo pipefail
df / | while read -r line; do
  free=$(echo "$line" | cut -d' ' -f4)
  if [ "$free" -lt 1000 ]; then exit 1; fi
done
size=$(gh api repos/a/b/pulls/1 --jq '.additions + .deletions')
if [ "$size" -lt 50 ]; then echo small; fi
