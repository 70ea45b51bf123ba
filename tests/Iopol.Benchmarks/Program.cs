using BenchmarkDotNet.Running;
using Iopol.Benchmarks.Generator;

// dotnet run -c Release --project tests/Iopol.Benchmarks -- --filter '*' --job short
// dotnet run -c Release --project tests/Iopol.Benchmarks -- generator
if (args is [GeneratorTiming.Argument, ..]) return GeneratorTiming.Run(args);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
