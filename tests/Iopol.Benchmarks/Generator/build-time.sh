#!/bin/sh
# How much longer a build takes with a policy: a project with the package and a policy of five lines beside the same project
# with the generated class as a plain file. Builds of both in turn on a warm compiler server; each build has a change of C# to compile.
# Usage, from anywhere: build-time.sh [BUILDS]
set -eu
builds=${1:-10}
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
version=0.1.0-time
dotnet build "$root/compiler/Iopol.Package/Iopol.Package.csproj" -c Release -v q >/dev/null
dotnet pack "$root/compiler/Iopol.Package/Iopol.Package.csproj" -c Release --no-build -p:PackageVersion=$version -o "$work/feed" -v q >/dev/null

project() {
    mkdir -p "$work/$1"
    cat >"$work/$1/nuget.config" <<END
<configuration>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <fallbackPackageFolders><add key="machine" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" /></fallbackPackageFolders>
  <packageSources><clear /><add key="iopol" value="$work/feed" /></packageSources>
</configuration>
END
    cat >"$work/$1/Acme.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><RootNamespace>Acme</RootNamespace><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup>$2</ItemGroup>
</Project>
END
}

project policy "<PackageReference Include=\"Iopol\" Version=\"$version\" />"
cat >"$work/policy/host.iopol" <<'END'
import "iopol:linux-6-vfio";
/// What this host lends to its tenants.
policy Host extends Linux6Vfio {
    protect at 0000:00:1f.* "the chipset's own functions";
}
END

# Builds a project; prints the time on the clock in milliseconds.
build() {
    echo "System.Console.WriteLine(typeof(Acme.Host).Name + \"$2\");" >"$work/$1/Program.cs"
    start=$(date +%s%N)
    dotnet build "$work/$1/Acme.csproj" --no-restore -v q "-flp:logfile=$work/$1.log" >/dev/null || { cat "$work/$1.log" >&2; exit 1; }
    echo $((($(date +%s%N) - start) / 1000000))
}

dotnet restore "$work/policy/Acme.csproj" -v q >/dev/null
echo "System.Console.WriteLine(typeof(Acme.Host).Name);" >"$work/policy/Program.cs"
dotnet build "$work/policy/Acme.csproj" --no-restore -v q -p:EmitCompilerGeneratedFiles=true -p:CompilerGeneratedFilesOutputPath="$work/classes" >/dev/null
runtime=$(find "$work/packages" -path '*/lib/*/Iopol.Runtime.dll' | head -n 1)
project plain "<Reference Include=\"$runtime\" />"
find "$work/classes" -name '*.cs' -exec cp {} "$work/plain/" \;
dotnet restore "$work/plain/Acme.csproj" -v q >/dev/null

i=0
for warm in 1 2 3; do build policy "warm$warm" >/dev/null; build plain "warm$warm" >/dev/null; done
while [ "$i" -lt "$builds" ]; do
    build policy "$i" >>"$work/policy.ms"
    build plain "$i" >>"$work/plain.ms"
    i=$((i + 1))
done

for what in policy plain; do
    sort -n "$work/$what.ms" | awk -v what=$what '{ t[NR] = $1 } END { printf "%-8s least %5d ms  median %5d ms  of %d builds\n", what, t[1], t[int((NR + 1) / 2)], NR }'
done
