#!/usr/bin/env bash
# Shows hostile and generated answers as the job summary would, and as `apply` would post them, and lets GitHub's own
# parser (cmark-gfm) render them.
# check-markdown.sh [COUNT [SEED]]: how many are generated, and which ones.
set -euo pipefail
cd "$(dirname "$0")/../.."
scripts/ci/install-tools.sh
node node_modules/typescript/bin/tsc --project scripts/ci/tsconfig.markdown.json
node scripts/ci/markdown-cases.mjs "${1:-4500}" "${2:-1}" | .cache/tools/python/bin/python scripts/ci/check-markdown.py
node scripts/ci/comment-cases.mjs "$((${1:-4500} / 4))" "${2:-1}" | .cache/tools/python/bin/python scripts/ci/check-comments.py
