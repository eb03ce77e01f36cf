#!/usr/bin/env bash
set -euo pipefail
# Says nothing of its outputs.
node tools/outputs.js >> "$GITHUB_OUTPUT"
