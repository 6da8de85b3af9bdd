#!/usr/bin/env bash
# Joins the parts that the jobs of a run left in RM_BLOBS into one report, and ends with the run's exit code.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
reports=${RM_REPORTS:-resolver-matrix-report}
mkdir -p "$reports"
exec node "$here/dist/harness/cli/main.js" merge "${RM_BLOBS:?the folder with the parts}" --reporter terminal \
  --reporter github --reporter "json=$reports/report.json" --reporter "html=$reports/report.html" \
  --reporter "junit=$reports/junit.xml"
