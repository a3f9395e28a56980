#!/usr/bin/env bash
# Tells Spark which GPUs this machine has, as its discovery scripts do:
#   {"name": "gpu", "addresses": ["0", "1"]}
# Without nvidia-smi, or without a card, it offers none and Spark says so.
set -euo pipefail

indices=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null || true)
addresses=''
for index in $indices; do
  addresses+=${addresses:+, }\"$index\"
done
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
