#!/usr/bin/env bash
# dist/ is what the sources build. `git status` and not `git diff`, so that a new file counts, too.
set -euo pipefail
cd "$(dirname "$0")/../.."
npm run --silent build
changed=$(git status --short -- dist)
if [ -n "$changed" ]; then
  echo "dist/ is not what the sources build. Run \`npm run build\` and commit:"
  echo "$changed"
  exit 1
fi
