#!/usr/bin/env bash
# Lint, types and format: all three, also where the first has something to say.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
failed=0
for script in lint typecheck format:check; do
  npm run --silent "$script" || failed=1
done
exit $failed
