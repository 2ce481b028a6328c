#!/usr/bin/env bash
# Prints the folder of a Node 24, the runtime that action.yml names: the one at hand, or the one from npm whose version
# and hash are in scripts/ci/node24.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$(node --print 'process.versions.node.split(".")[0]')" = 24 ]; then
  dirname "$(command -v node)"
  exit 0
fi
package=$(node --print '["node", process.platform, process.arch].join("-")')
installed=.cache/node24
if ! cmp --quiet scripts/ci/node24/package-lock.json "$installed/installed"; then
  rm -rf "$installed"
  mkdir -p "$installed"
  cp .npmrc scripts/ci/node24/*.json "$installed"
  npm ci --silent --prefix "$installed" >&2
  cp scripts/ci/node24/package-lock.json "$installed/installed"
fi
if [ ! -d "$installed/node_modules/$package" ]; then
  echo "scripts/ci/node24 has no $package: put a Node 24 into the PATH" >&2
  exit 1
fi
echo "$PWD/$installed/node_modules/$package/bin"
