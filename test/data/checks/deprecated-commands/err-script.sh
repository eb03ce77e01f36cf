#!/usr/bin/env bash
set -euo pipefail
echo "::set-env name=VERSION::1.2.3"
