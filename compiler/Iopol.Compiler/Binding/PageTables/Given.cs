using Iopol.Compiler.Diagnostics;
using Iopol.Compiler.IR;
using Iopol.Compiler.Syntax;

namespace Iopol.Compiler.Binding.PageTables;

/// <summary>A part of a format and the declaration that says it: the format itself, or one it extends.</summary>
internal sealed record Given<T>(T Syntax, Speaker Speaker)
    where T : SyntaxNode
{
    public Given<TPart> Part<TPart>(TPart part)
        where TPart : SyntaxNode => new(part, Speaker);
}

/// <summary>
/// The text of one declaration while a format is bound. What is wrong in inherited text was reported where it stands, unless only the
/// heir makes it wrong: then the heir is told.
/// </summary>
internal sealed class Speaker
{
    private readonly PageTableScope heir;
    private readonly DiagnosticBag inherited = new();

    public Speaker(PageTableScope heir, PageTableScope owner)
    {
        this.heir = heir;
        Owner = owner;
        Sink = owner == heir ? heir.Sink : new BindingSink(owner.Sink.Source, owner.Sink.Places, inherited, null);
    }

    public PageTableScope Owner { get; }

    public BindingSink Sink { get; }

    public bool IsHeir => Owner == heir;

    public SourcePlace Place(SyntaxElement element) => Sink.Place(element.Span);

    /// <summary>Tells the heir what of this text does not fit it.</summary>
    public void Finish()
    {
        foreach (Diagnostic misfit in inherited.ToSortedList())
        {
            heir.Sink.Report(PageTableDiagnostics.Misfit, heir.Syntax.BaseName!.Span, Owner.Name, misfit.Message, misfit.Location.Start.Line);
        }
    }
}
