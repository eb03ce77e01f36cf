#!/usr/bin/env bash
set -euo pipefail
gh issue list
