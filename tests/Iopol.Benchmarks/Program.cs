using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/Iopol.Benchmarks -- --filter '*' --job short
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
