#!/usr/bin/env bash
set -e
curl -fsSL https://example.com/install | bash
