using System.Globalization;
using System.Text;

namespace Iopol.Compiler.Tests.Analysis;

/// <summary>
/// Writes policies with many rules, the way a large company's would look: driver sets, named selectors, predicates that build on them,
/// protected devices and forbids, all different and all in use. Compiles without any diagnostic.
/// </summary>
public static class LargePolicy
{
    /// <summary>A policy for the shipped <c>linux-6-vfio</c>.</summary>
    /// <param name="rules">How many predicates, entries and forbids in all; at least 80, so that every driver set is asked about.</param>
    public static string Write(int rules)
    {
        var text = new StringBuilder("import \"iopol:linux-6-vfio\";\n\npolicy Large extends Linux6Vfio {\n");
        const int sets = 16;
        for (int i = 0; i < sets; i++) Line(text, $"drivers set_{i} = driver_{i}_a, driver_{i}_b, driver_{i}_c;");
        for (int i = 0; i < rules; i++)
        {
            switch (i % 5)
            {
                case 0:
                    Line(text, $"predicate rack_{i}(d: device) = d matches (at {Bus(i)}:*) and not d.external;");
                    break;
                case 1:
                    Line(text, $"forbid bind(d, to) when rack_{i - 1}(d) and to in set_{i % sets} and d.vendor is {Vendor(i)} else EPERM \"rack {i} keeps {{d}}\";");
                    break;
                case 2:
                    Line(text, $"protect at {Address(i)} \"card {i}\";");
                    break;
                case 3:
                    Line(text, $"protect id {Vendor(i).Substring(2)}:{i % 65536:x4} subsystem {i % 65536:x4}:{i / 65536 + 1:x4} \"cards of order {i}\";");
                    break;
                default:
                    Line(text, $"forbid unbind(d) when d.driver in set_{i % sets} and d.class is {i % 0xffffff} else EBUSY \"{{d}} is in use by {i}\";");
                    break;
            }
        }

        return text.Append("}\n").ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append("    ").Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Bus(int number) => string.Create(CultureInfo.InvariantCulture, $"{(number / 256) + 1:x4}:{number % 256:x2}");

    // Protected cards are in domains of their own, so that no rack holds one.
    private static string Address(int number) => string.Create(CultureInfo.InvariantCulture, $"{(number / 8192) + 0x4000:x4}:{number / 32 % 256:x2}:{number % 32:x2}.0");

    private static string Vendor(int number) => string.Create(CultureInfo.InvariantCulture, $"0x{(number % 4096) + 0x1000:x4}");
}
