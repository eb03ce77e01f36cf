#!/usr/bin/env bash
set -euo pipefail
git tag "$1"
git push origin "$1"
