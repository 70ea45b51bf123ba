using System.Numerics;
using Iopol.Cli.Reports;
using Iopol.Interpreter.PageTables;
using Iopol.Linux;
using Iopol.Linux.Images;
using Iopol.Runtime.PageTables;

namespace Iopol.Cli.Inputs;

/// <summary>Maps a list, and says of each line that cannot be mapped why.</summary>
internal sealed class MappingWork(TableSetup setup, BuilderMemory memory, ulong root, string source)
{
    private readonly PlainMapper mapper = new(setup, memory, memory, root);
    private readonly List<Finding> findings = [];
    private ulong leaves;

    /// <summary>Maps; the findings, none where all of the list is mapped.</summary>
    public IReadOnlyList<Finding> Map(IReadOnlyList<Mapping> mappings)
    {
        var mapped = new List<Mapping>();
        foreach (Mapping mapping in mappings)
        {
            if (findings.Count == HostLimits.Problems) break;
            if (!Fits(mapping)) break;
            MapError error = mapper.TryMap(mapping.Iova, mapping.Address, mapping.Length, mapping.Rights);
            if (error == MapError.None) mapped.Add(mapping);
            else Explain(error, mapping, mapped);
        }

        return findings;
    }

    private void Explain(MapError error, Mapping mapping, List<Mapping> mapped)
    {
        MappingPlace place = mapping.Place;
        switch (error)
        {
            case MapError.EINVAL:
                (string what, ulong value, int column) = WrongUnit(mapping);
                string page = TableWords.Size(setup.SmallestBits);
                Report(ImageDiagnostics.MappingRange, place, column, "EINVAL", $"{what} 0x{value:x} {(value == 0 ? "is empty" : $"is no multiple of {page}")}");
                break;
            case MapError.ERANGE:
                ulong last = unchecked(mapping.Iova + (mapping.Length - 1));
                bool outside = last < mapping.Iova || setup.IsOutside(mapping.Iova) || setup.IsOutside(last) || (mapping.Iova >> (setup.InputBits - 1) >> 1) != (last >> (setup.InputBits - 1) >> 1);
                Report(ImageDiagnostics.MappingRange, place, outside ? place.Iova : place.Address, "ERANGE", outside
                    ? $"0x{mapping.Iova:x} to 0x{last:x} does not fit an IOVA of {setup.InputBits} bits"
                    : $"an entry cannot hold the address 0x{mapping.Address:x} or one behind it");
                break;
            case MapError.EOPNOTSUPP:
                Report(ImageDiagnostics.MappingRefused, place, place.Rights, mapper.Refuses(mapping.Rights)?.Text ?? "the format has no such rights");
                break;
            case MapError.EADDRINUSE:
                Report(ImageDiagnostics.MappingOverlaps, place, place.Iova, Overlap(mapping, mapped));
                break;
            default:
                Report(ImageDiagnostics.MappingNoMemory, place, place.Iova, "the frames that the image may have are used up");
                break;
        }
    }

    /// <summary>Leaves are counted before they are made: a mapping out of step with its address can need very many.</summary>
    private bool Fits(Mapping mapping)
    {
        int step = BitOperations.TrailingZeroCount(mapping.Iova ^ mapping.Address);
        int size = mapper.Forms.Where(f => f.SizeBits <= step && f.SizeBits < 64 && mapping.Length >> f.SizeBits != 0).Select(f => f.SizeBits).FirstOrDefault(setup.SmallestBits);
        ulong needed = mapping.Length >> size;
        leaves = needed > ImageLimits.Leaves ? needed : leaves + needed;
        if (leaves <= ImageLimits.Leaves) return true;
        Report(ImageDiagnostics.MappingLimit, mapping.Place, mapping.Place.Length, $"with 0x{mapping.Length:x} bytes by leaves of {TableWords.Size(size)} there are too many leaves", $"{ImageLimits.Leaves} leaves");
        return false;
    }

    private (string What, ulong Value, int Column) WrongUnit(Mapping mapping)
    {
        ulong mask = (1UL << setup.SmallestBits) - 1;
        if ((mapping.Iova & mask) != 0) return ("the IOVA", mapping.Iova, mapping.Place.Iova);
        if ((mapping.Address & mask) != 0) return ("the address", mapping.Address, mapping.Place.Address);
        return ("the length", mapping.Length, mapping.Place.Length);
    }

    private string Overlap(Mapping mapping, List<Mapping> mapped)
    {
        ulong last = mapping.Iova + (mapping.Length - 1);
        if (mapped.FirstOrDefault(m => m.Iova <= last && mapping.Iova <= m.Iova + (m.Length - 1)) is { } other) return $"line {other.Place.Line} maps 0x{other.Iova:x} to 0x{other.Iova + (other.Length - 1):x}";
        PlainLeaf? leaf = new PlainLeaves(setup, memory, root).In(mapping.Iova, last).FirstOrDefault();
        return leaf is null ? "an entry in the way is not 0" : $"0x{leaf.Iova:x} is mapped to 0x{leaf.Address:x} already, {TableWords.Size(leaf.SizeBits)}";
    }

    private void Report(HostDiagnostic diagnostic, MappingPlace place, int column, params object[] arguments) =>
        findings.Add(Finding.Of(diagnostic, source, place.Line, column, arguments));
}
