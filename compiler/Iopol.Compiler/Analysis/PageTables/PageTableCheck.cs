using Iopol.Compiler.Binding;
using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Analysis.PageTables;

/// <summary>
/// Checks of a bound format that make it a table one can walk: ids 61xx. Errors go to the sink, and the later checks are left out where
/// the earlier ones found any.
/// </summary>
internal static class PageTableCheck
{
    /// <summary>Checks the format; returns its warnings.</summary>
    public static IReadOnlyList<Diagnostic> Check(PageTableIR table, PageTableDeclarationSyntax syntax, BindingSink sink)
    {
        var findings = new PageTableFindings(syntax, sink);
        LayoutCheck.Check(table, findings);
        if (findings.Errors == 0) KindCheck.Check(table, findings);
        if (findings.Errors > 0) return findings.Warnings;
        var model = new WalkModel(table);
        bool tellsExecution = WalkCheck.Check(model, findings);
        if (findings.Errors == 0) MapperCheck.Check(model, tellsExecution, findings);
        if (findings.Errors == 0) UseCheck.Check(table, findings);
        return findings.Warnings;
    }
}
