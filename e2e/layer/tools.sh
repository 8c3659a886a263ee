# What the scripts here share: where the tools are, and which compiler builds for which architecture. Sourced, with
# `folder` being what `install` was given, and `lamplight` the command.

if [ -d "$folder/venv/bin" ]; then PATH="$folder/venv/bin:$PATH"; fi

# Builds the layer of one architecture from the current folder into another: build ARCH OUT.
build_layer() {
    local rustc=()
    if [ "$1" != "$(this_machine)" ] && [ -x "$folder/arm64/rustc" ]; then rustc=(--rustc "$folder/arm64/rustc"); fi
    "$lamplight" layer build --arch "$1" --out "$2" "${rustc[@]}"
}

# The name that Lambda has for what this machine is.
this_machine() {
    case "$(uname -m)" in
    aarch64 | arm64) echo arm64 ;;
    *) uname -m ;;
    esac
}

# Whether there is a compiler for an architecture, and a linker.
can_build() {
    cargo zigbuild --help >/dev/null 2>&1 || { echo "cargo-zigbuild is not installed"; return 1; }
    [ "$1" = "$(this_machine)" ] && return
    [ -x "$folder/arm64/rustc" ] && [ "$1" = arm64 ] && return
    local target=x86_64-unknown-linux-gnu
    if [ "$1" = arm64 ]; then target=aarch64-unknown-linux-gnu; fi
    compgen -G "$(rustc --print target-libdir --target "$target")/libstd-*.rlib" >/dev/null && return
    echo "there is no compiler for $1"
    return 1
}
