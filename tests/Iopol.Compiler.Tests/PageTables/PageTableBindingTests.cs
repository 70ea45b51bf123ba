using Iopol.Compiler.IR.PageTables;
using Iopol.Compiler.Tests.Binding;

namespace Iopol.Compiler.Tests.PageTables;

/// <summary>What a page table means once its names are resolved.</summary>
public sealed class PageTableBindingTests
{
    [Theory]
    [MemberData(nameof(SampleFormats.All), MemberType = typeof(SampleFormats))]
    public void A_format_binds_without_a_word(string text)
    {
        Compilation compilation = Bound.Compile(text);

        Assert.Empty(compilation.Diagnostics.Select(d => d.ToString()));
        Assert.NotEmpty(compilation.PageTables);
    }
}
