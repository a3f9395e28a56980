# Sourced by the scripts beside it: finds a Java that Spark and Thawline run on.

# Prints the home of the first Java 17 or 21 that has the program $1 (java or javac); fails without.
java_home_with() {
  local program=$1 candidate
  while IFS= read -r candidate; do
    if [[ -x $candidate/bin/$program ]] && java_fits "$candidate/bin/java"; then
      printf '%s\n' "$candidate"
      return
    fi
  done < <(java_home_candidates)
  return 1
}

# The file `release` of a JDK tells its version without starting it.
java_fits() {
  local version='' line
  if [[ -r ${1%/bin/java}/release ]]; then
    while IFS= read -r line; do
      [[ $line != JAVA_VERSION=\"* ]] || version=${line#*\"}
    done <"${1%/bin/java}/release"
    version=${version%%[.\"]*}
  else
    version=$("$1" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  fi
  [[ $version == 17 || $version == 21 ]]
}

java_home_candidates() {
  local java
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  if java=$(command -v java); then
    dirname "$(dirname "$(follow_links "$java")")"
  fi
  if [[ -x /usr/libexec/java_home ]]; then
    /usr/libexec/java_home -v 17 2>/dev/null || true
    /usr/libexec/java_home -v 21 2>/dev/null || true
  fi
  printf '%s\n' /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/*
}

# The path behind a chain of symbolic links; `readlink -f` is not everywhere.
follow_links() {
  local path=$1 target
  while [[ -L $path ]]; do
    target=$(readlink "$path")
    [[ $target == /* ]] || target=$(dirname "$path")/$target
    path=$target
  done
  printf '%s\n' "$path"
}
