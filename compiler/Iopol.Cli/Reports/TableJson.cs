using System.Text.Json;
using Iopol.Cli.Inputs;
using Iopol.Cli.Output;
using Iopol.Compiler.IR.PageTables;
using Iopol.Linux.Images;

namespace Iopol.Cli.Reports;

/// <summary>What is said of a page table in JSON before it is looked into.</summary>
internal static class TableJson
{
    /// <summary>Format, shape, options and root.</summary>
    public static void Choice(Utf8JsonWriter json, TableChoice choice, ulong root)
    {
        json.TextOrNull("format", choice.Format.Name);
        json.WriteNumber("levels", choice.Setup.Levels.Count);
        json.WriteNumber("inputWidth", choice.Setup.InputBits);
        json.WriteStartObject("options");
        foreach (OptionIR option in choice.Setup.Format.Options)
        {
            if (option.Range is null) json.WriteBoolean(option.Name, choice.Setup.ValueOf(option) != 0);
            else json.WriteNumber(option.Name, choice.Setup.ValueOf(option));
        }

        json.WriteEndObject();
        json.WriteString("root", TableWords.Hex(root));
    }

    /// <summary>A context; nothing where there is none.</summary>
    public static void Context(Utf8JsonWriter json, VtdTranslation? context)
    {
        if (context is null) return;
        json.WriteStartObject("context");
        json.WriteString("requester", context.Requester.ToString());
        json.WriteString("entry", TableWords.Hex(context.Address));
        json.WriteNumber("domain", context.Domain);
        json.NumberOrNull("pasid", context.Pasid);
        json.WriteString("stage", StageName(context.Stage));
        json.NumberOrNull("levels", context.Levels);
        json.WriteString("fields", context.Fields);
        json.WriteString("root", TableWords.Hex(context.Root));
        json.WriteBoolean("faultsDisabled", context.FaultsDisabled);
        json.WriteEndObject();
    }

    /// <summary>A stage in words.</summary>
    public static string StageName(VtdStage stage) => stage switch
    {
        VtdStage.SecondStage => "second-stage",
        VtdStage.FirstStage => "first-stage",
        VtdStage.Nested => "nested",
        _ => "pass-through",
    };
}
