using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.Syntax;
using Iopol.Compiler.Text;

namespace Iopol.Compiler.Binding;

/// <summary>Reads errnos.</summary>
internal static class ErrnoBinder
{
    /// <summary>The errno's name; a known one in any case, so that the caller can go on.</summary>
    public static string Bind(SyntaxToken token, BindingSink sink)
    {
        if (Errnos.Contains(token.Text)) return token.Text;
        if (token.IsMissing)
        {
            sink.Fail();
            return "EINVAL";
        }

        var diagnostic = new Diagnostic(BindingDiagnostics.UnknownErrno, sink.Source.GetLocation(token.Span), token.Text);
        string? near = NearNames.Find(token.Text, Errnos.All);
        sink.Report(near is null ? diagnostic : diagnostic.WithHelp($"did you mean {near}?").WithFix($"Write {near}", new TextEdit(token.Span, near)));
        return near ?? "EINVAL";
    }
}
