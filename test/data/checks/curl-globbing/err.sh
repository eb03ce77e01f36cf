#!/usr/bin/env bash
set -euo pipefail
curl -s "${ENDPOINT}?query=rate(errors_total[5m])"
sudo curl -fsS -o out.json 'https://example.com/q?filter[name]=1'
curl --url "https://example.com/q?filter={\"name\":\"x\"}"
