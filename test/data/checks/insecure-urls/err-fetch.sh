#!/usr/bin/env bash
set -euo pipefail
curl --fail --silent http://download.acme.com/tool.tar.gz | tar -xz
