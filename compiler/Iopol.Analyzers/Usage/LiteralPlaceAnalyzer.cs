using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Iopol.Analyzers.Usage;

/// <summary>IOPOL7004: an address or a group in the text that no host of the project has. Silent where the project brings no host, or one that is a capture.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LiteralPlaceAnalyzer() : UsageAnalyzer(UsageRules.NotOnTheHost)
{
    private protected override void Start(CompilationStartAnalysisContext start, PolicyTypes types)
    {
        AnalyzerOptions options = start.Options;
        var hosts = new Lazy<BundledHosts>(() => BundledHosts.Of(options, CancellationToken.None));
        start.RegisterOperationAction(at => Analyze(at, types, hosts), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, PolicyTypes types, Lazy<BundledHosts> hosts)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Arguments.Length != 1 || !types.IsPolicy(call.TargetMethod.ContainingType)) return;
        IOperation argument = call.Arguments[0].Value;
        switch (call.TargetMethod.Name)
        {
            case "Device" when AddressLiteral.Value(Source(argument), types) is { } address && hosts.Value.AreKnown && !hosts.Value.Has(address):
                ulong[] near = [.. hosts.Value.Addresses.Where(a => a >> 8 == address >> 8).OrderBy(a => a)];
                Report("a device at " + PciAddress.Text(address), near.Length > 0 ? "on that bus are " + string.Join(", ", near.Take(8).Select(PciAddress.Text)) : "nothing is on that bus");
                break;
            case "Group" when argument.ConstantValue is { HasValue: true, Value: int number } && hosts.Value.GroupsAreKnown && !hosts.Value.Groups.Contains(number):
                Report(
                    "group " + number.ToString(CultureInfo.InvariantCulture),
                    "there are " + string.Join(", ", hosts.Value.Groups.OrderBy(g => g).Take(16).Select(g => g.ToString(CultureInfo.InvariantCulture))));
                break;
        }

        void Report(string what, string there) => context.ReportDiagnostic(Diagnostic.Create(UsageRules.NotOnTheHost, argument.Syntax.GetLocation(), what, there));
    }

    // A local that is only ever this address counts as the address.
    private static IOperation Source(IOperation argument)
    {
        if (BodyFacts.Variable(argument) is not ILocalSymbol local) return argument;
        IOperation root = argument;
        while (root.Parent is { } parent) root = parent;
        return new BodyFacts(root.DescendantsAndSelf()).Only(local)?.Value ?? argument;
    }
}
