#!/usr/bin/env bash
# actionlint (with shellcheck) and zizmor on every action.yml, the workflows and the examples; shellcheck on the scripts.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/ci/install-tools.sh
PATH=$PWD/.cache/tools/bin:$PATH

actionlint .github/workflows/*.yml examples/*.yml scripts/ci/newcomer/workflows/*.yml
zizmor --offline --no-progress --quiet --persona pedantic --config .github/zizmor.yml \
  action.yml diff/action.yml apply/action.yml eval/action.yml .github/workflows .github/dependabot.yml examples/*.yml
shellcheck .ci/run scripts/ci/*.sh
