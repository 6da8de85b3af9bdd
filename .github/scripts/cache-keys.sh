#!/usr/bin/env bash
# Prints, as step outputs, what a later run can keep: the build of these very sources, and images as the definitions name them.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$here"
digest() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1; }
machine=$(uname -s)-$(uname -m)
{
  printf 'build-path=%s\n' "$here/dist"
  printf 'build-key=resolver-matrix-build-%s-%s\n' "$machine" "$(digest harness scripts package.json package-lock.json tsconfig.json tsconfig.build.json)"
  printf 'images-path=%s\n' "${RESOLVER_MATRIX_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/resolver-matrix}"
  printf 'images-key=resolver-matrix-images-%s-%s\n' "$machine" "$(digest images)"
} >>"${GITHUB_OUTPUT:-/dev/stdout}"
