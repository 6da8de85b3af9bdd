#!/usr/bin/env bash
# Runs one job of the matrix. Inputs come as RM_* variables, never as text inside the script.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
reports=${RM_REPORTS:-resolver-matrix-report}
mkdir -p "$reports"

arguments=(run --engine "${RM_ENGINE:-auto}" --evidence "${RM_EVIDENCE:-observed}" --reporter terminal)
if [ -n "${RM_SHARD:-}" ]; then
  # A shard leaves its part behind; the summary is made once, from all parts.
  arguments+=(--shard "$RM_SHARD" --reporter "blob=$reports/blob-${RM_SHARD%/*}-of-${RM_SHARD#*/}.json")
else
  arguments+=(--reporter github --reporter "json=$reports/report.json" --reporter "html=$reports/report.html"
    --reporter "junit=$reports/junit.xml")
fi
[ -z "${RM_IMAGES:-}" ] || arguments+=(--images "$RM_IMAGES")
[ -z "${RM_GO:-}" ] || arguments+=(--go "$RM_GO")
read -r -d '' -a scenarios <<<"${RM_SCENARIOS:-}" || true

exec node "$here/dist/harness/cli/main.js" "${arguments[@]}" ${scenarios[@]+-- "${scenarios[@]}"}
