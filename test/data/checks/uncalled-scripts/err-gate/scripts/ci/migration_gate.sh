#!/usr/bin/env bash
# usage: migration_gate.sh PHASE
set -euo pipefail
echo "$1"
