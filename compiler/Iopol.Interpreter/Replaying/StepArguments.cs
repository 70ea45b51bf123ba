using System.Globalization;
using Iopol.Compiler.IR;
using Iopol.Interpreter.Machines;
using Iopol.Runtime.Facts;
using Iopol.Runtime.State;

namespace Iopol.Interpreter.Replaying;

/// <summary>
/// Reads the words of a step as the arguments of an operation, by the types of its parameters. An object is named by its
/// handle; left out, it is the latest open one of its kind, or one that is opened for it where that needs no argument.
/// A word is no handle where the next parameter can read it.
/// </summary>
/// <param name="machine">The host.</param>
/// <param name="handles">The open handles.</param>
/// <param name="open">Opens an object of a kind, where it can.</param>
internal sealed class StepArguments(Machine machine, Handles handles, Func<ObjectIR, Handle?> open)
{
    /// <summary>Reads the arguments.</summary>
    /// <param name="operation">Operation to call.</param>
    /// <param name="words">The words behind the verb.</param>
    /// <param name="args">One value per parameter.</param>
    /// <param name="problem">What is wrong with the step, in the words of the recordings.</param>
    public bool TryRead(OperationIR operation, IReadOnlyList<string> words, out long[] args, out string problem)
    {
        args = new long[operation.Parameters.Count];
        problem = "";
        int next = 0;
        for (int i = 0; i < args.Length; i++)
        {
            VariableIR parameter = operation.Parameters[i];
            string? word = next < words.Count ? words[next] : null;
            if (parameter.Type.Object is { } kind)
            {
                VariableIR? following = i + 1 < args.Length ? operation.Parameters[i + 1] : null;
                if (!TryObject(kind, word, following, out bool taken, out args[i]))
                {
                    problem = "no such handle";
                    return false;
                }

                if (taken) next++;
            }
            else if (word is null)
            {
                if (TryDefault(parameter, out args[i])) continue;
                problem = $"{parameter.Name} is missing";
                return false;
            }
            else if (!TryValue(parameter.Type, word, out args[i]))
            {
                problem = $"no such {Words(parameter.Type)}: {word}";
                return false;
            }
            else
            {
                next++;
            }
        }

        if (next < words.Count) problem = $"more than {operation.Name} takes: {words[next]}";
        return next == words.Count;
    }

    private bool TryObject(ObjectIR kind, string? word, VariableIR? following, out bool taken, out long id)
    {
        Handle? named = word is null ? null : handles.Find(word);
        taken = named is not null && named.Kind.Index == kind.Index;
        bool isHandle = taken || (word is not null && (following is null || (named is null && following.Type.Object is null && !TryValue(following.Type, word, out _))));
        Handle? handle = taken ? named : isHandle ? null : handles.Latest(kind) ?? open(kind);
        id = handle?.Id ?? Ir.None;
        return handle is not null;
    }

    /// <summary>What a step leaves out at its end: a mapping is for reading and writing, an IOMMU backend is type1v2.</summary>
    private static bool TryDefault(VariableIR parameter, out long value)
    {
        value = parameter.Type.Sort switch
        {
            Sort.Access => 3,
            Sort.Enum => Member(parameter.Type.Enum!, m => m.Name == "type1v2"),
            _ => Ir.None,
        };
        return value != Ir.None;
    }

    private bool TryValue(IrType type, string word, out long value)
    {
        value = type.Sort switch
        {
            Sort.Device => BusAddress.TryParse(word, out BusAddress address) ? machine.Topology.Find(address) : Ir.None,
            Sort.Group => Group(word),
            Sort.Driver when type.Optional && word == "-" => Ir.None,
            Sort.Driver => Driver(word),
            Sort.Enum => Member(type.Enum!, m => m.Name == word || (Number(word, out ulong number) && (ulong)m.Number == number)),
            Sort.Access => word switch { "-" => 0, "r" => 1, "w" => 2, "rw" => 3, _ => Ir.None },
            Sort.Bool => word switch { "0" or "false" => 0, "1" or "true" => 1, _ => Ir.None },
            Sort.Count => Number(word, out ulong count) && count <= int.MaxValue ? (long)count : Ir.None,
            Sort.User => Number(word, out ulong user) && user < (ulong)machine.UserCount ? (long)user : Ir.None,
            _ => Ir.None,
        };
        if (type.Sort != Sort.Address) return value != Ir.None || (type.Optional && word == "-");
        bool read = Number(word, out ulong bytes);
        value = (long)bytes;
        return read;
    }

    private int Driver(string name)
    {
        DriverTable drivers = machine.Host.Drivers;
        int known = drivers.Find(name);
        return known >= 0 || drivers.Count == DriverTable.Limit ? known : drivers.Intern(name);
    }

    private int Group(string word)
    {
        if (BusAddress.TryParse(word, out BusAddress address))
        {
            int device = machine.Topology.Find(address);
            return device < 0 ? -1 : machine.Topology.GroupOf(device);
        }

        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? machine.Topology.FindGroup(number) : -1;
    }

    private static long Member(EnumIR of, Func<EnumMemberIR, bool> matches)
    {
        for (int i = 0; i < of.Members.Count; i++)
        {
            if (matches(of.Members[i])) return i;
        }

        return Ir.None;
    }

    private static bool Number(string word, out ulong number) =>
        word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Words(IrType type) => type.Sort switch
    {
        Sort.Address => "address or size",
        Sort.Enum => type.Enum!.Name.Replace('_', ' '),
        _ => type.Sort.ToString().ToLowerInvariant(),
    };
}
