#!/usr/bin/env bash
# Installs what a run needs. Compilers, tests and linters come along only where no earlier run's build was kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [ -e dist/harness/.compiled ]; then
  npm ci --omit=dev --ignore-scripts
else
  npm ci
fi
