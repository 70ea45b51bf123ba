#!/bin/sh
# Turns the grammar into generated/Iopol.Grammar. Same input, same bytes.
set -eu
cd "$(dirname "$0")"
target=../generated/Iopol.Grammar
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -d node_modules/antlr-ng ] || npm ci --no-audit --no-fund --silent

generate() {
    # antlr-ng exits 0 on a broken grammar, so its words decide.
    node node_modules/antlr-ng/dist/cli/runner.js -Dlanguage=CSharp --package Iopol.Compiler.Grammar \
        -v false -l false --lib "$work" -o "$work" "$1" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    if grep -E '^(error|warning)\(' "$work/log" >&2; then exit 1; fi
}

generate IopolLexer.g4
generate IopolParser.g4

mkdir -p "$target"
for name in IopolLexer IopolParser; do
    # The parser is a detail of the compiler: nothing of ANTLR is public.
    sed -e 's/^public partial class/internal partial class/' \
        -e '/^\[System\.CLSCompliant(false)\]$/d' \
        -e 's/[[:space:]]*$//' \
        "$work/$name.cs" > "$target/$name.cs"
done
