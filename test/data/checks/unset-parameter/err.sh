#!/usr/bin/env bash
set -euo pipefail

phase=$1
if [[ -n "${2}" ]]; then echo "$phase $2"; fi
