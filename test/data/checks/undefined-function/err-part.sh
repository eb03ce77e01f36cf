#!/usr/bin/env bash
set -euo pipefail
log_info() { echo "info: $1"; }
log_info begin
log_inf end
