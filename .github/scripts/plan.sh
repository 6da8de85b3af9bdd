#!/usr/bin/env bash
# Prints the job matrix of a run in RM_SHARDS parts as a step output named "matrix".
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
read -r -d '' -a scenarios <<<"${RM_SCENARIOS:-}" || true
matrix=$(node "$here/dist/harness/cli/main.js" list --github-matrix "${RM_SHARDS:-1}" ${scenarios[@]+-- "${scenarios[@]}"})
printf 'matrix=%s\n' "$matrix" >>"${GITHUB_OUTPUT:-/dev/stdout}"
