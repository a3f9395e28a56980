#!/usr/bin/env bash
# Fine-tunes on YARN with the driver in the cluster, waits, and exits as the driver did:
#
#   SPARK_HOME=/opt/spark HADOOP_CONF_DIR=/etc/hadoop/conf submit/yarn/finetune.sh my.yaml
#
# The configuration travels with the job. What it names does not: run.dir, the fonts, the characters
# and the checkpoint must be locations that the driver's machine reaches too, such as hdfs://.
set -euo pipefail
config=${1:?usage: finetune.sh CONFIG [options of submit/thawline finetune]}
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../thawline" finetune --config "$config" "$@" --master yarn -- \
  --deploy-mode cluster \
  --num-executors "${EXECUTORS:-2}" --executor-cores 1 \
  --driver-memory 2g --executor-memory 2g
