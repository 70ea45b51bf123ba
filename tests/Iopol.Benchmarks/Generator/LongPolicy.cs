using System.Text;

namespace Iopol.Benchmarks.Generator;

/// <summary>A policy file of 309 lines: two policies with 37 predicates, 37 forbidden operations and 37 protected addresses each.</summary>
internal static class LongPolicy
{
    private const int Policies = 2;
    private const int Entries = 37;

    /// <summary>The text.</summary>
    /// <param name="edit">A number that stands in one condition of the second policy, so that every edit is a new text of the same length.</param>
    public static string Text(int edit)
    {
        var text = new StringBuilder("import \"iopol:linux-6-vfio\";\n");
        for (int p = 0; p < Policies; p++)
        {
            text.Append($"\n/// Policy {p}.\npolicy Lend{p} extends Linux6Vfio {{\n    drivers mine{p} = vfio-pci, mlx5-vfio-pci;\n    select chipset{p} = at 0000:00:1f.*;\n");
            for (int i = 0; i < Entries; i++)
            {
                int vendor = p == 1 && i == Entries / 2 ? 10_000_000 + edit : i;
                text.Append($"    /// Rule {i}.\n    predicate ok{i}(d: device) = d.driver is none or d.driver in mine{p} or d matches (chipset{p});\n");
                text.Append($"    forbid bind(d, to) when ok{i}(d) and d.vendor is {vendor} else EPERM \"{{d}} stays {i}\";\n");
                text.Append($"    protect at 0000:{i + 1:x2}:00.0 \"kept {i}\";\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }
}
