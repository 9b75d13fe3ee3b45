# Sourced by ./weir and ./mvnw. Prints the home of a JDK of version 21 or newer, or says what to install.

weir_jdk_version() { # HOME -> major version, or nothing when there is no compiler there
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
  fi
}

weir_find_jdk() {
  local candidates=() on_path home version
  [ -n "${JAVA_HOME:-}" ] && candidates+=("$JAVA_HOME")
  on_path=$(command -v javac 2>/dev/null) && candidates+=("$(dirname "$(dirname "$(readlink -f "$on_path")")")")
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$home" ] && candidates+=("$home")
  done
  for home in "${candidates[@]+"${candidates[@]}"}"; do
    version=$(weir_jdk_version "$home") || continue
    if [ -n "$version" ] && [ "$version" -ge 21 ]; then
      echo "$home"
      return 0
    fi
  done
  echo "weir: no JDK of version 21 or newer was found (JAVA_HOME, PATH and the usual folders were searched)." \
    "Install one, for example Temurin 21 or 25, or set JAVA_HOME to it." >&2
  return 1
}
