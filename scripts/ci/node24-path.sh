#!/usr/bin/env bash
# Prints the folder of a Node 24, the runtime that action.yml names: the one at hand, or one from npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$(node --print 'process.versions.node.split(".")[0]')" = 24 ]; then
  dirname "$(command -v node)"
  exit 0
fi
package=$(node --print '["node", process.platform.replace("win32", "win"), process.arch].join("-")')
if [ ! -d ".cache/node24/node_modules/$package" ]; then
  npm install --prefix .cache/node24 --no-save --no-package-lock --silent "$package@24" >&2
fi
echo "$PWD/.cache/node24/node_modules/$package/bin"
