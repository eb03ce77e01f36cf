#!/usr/bin/env bash
set -euo pipefail
curl -fsS "https://example.com/file[1-3].txt" -O
curl -fsS "https://example.com/{one,two}.txt" -O
curl -g "https://example.com/q?a[]=1"
curl --globoff "https://example.com/q?x={\"a\":1}"
curl -fsSg "https://example.com/a[b]"
curl -fsS --get --data-urlencode 'query=rate(x[5m])' https://example.com/api
curl -H 'X: {"a": [1]}' -d '{"list": ["x"]}' -w '%{http_code}' https://example.com/
curl -fsS "http://[::1]:8080/health" "${urls[0]}" "https://example.com/\\[x\\]"
curl -X POST --json '{"a": ["b"]}' "$URL"
curl -fsS "https://example.com/q?a[]=1&b[]=2"
wget "https://example.com/q?a[x]=1"
